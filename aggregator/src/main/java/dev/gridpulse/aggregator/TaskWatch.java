package dev.gridpulse.aggregator;

import dev.gridpulse.aggregator.sink.TaskPulse;
import dev.gridpulse.aggregator.topology.TaskListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/** Which tasks run in this process, how they are, and gauges of what they hold. */
final class TaskWatch implements TaskListener, TaskPulse {
  private final MeterRegistry meters;
  private final AtomicLong incarnations = new AtomicLong();
  private final Map<Integer, Task> running = new ConcurrentHashMap<>();

  private record Task(long incarnation, long ticks, long readings, int quarters) {}

  TaskWatch(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public void started(int partition) {
    running.put(partition, begun());
    gauge("gridpulse.open.readings", partition, Task::readings);
    gauge("gridpulse.open.quarters", partition, Task::quarters);
  }

  private Task begun() {
    return new Task(incarnations.incrementAndGet(), 0, 0, 0);
  }

  @Override
  public void ticked(int partition, long readings, int quarters) {
    running.compute(
        partition,
        (_, task) -> {
          Task before = task == null ? begun() : task;
          return new Task(before.incarnation(), before.ticks() + 1, readings, quarters);
        });
  }

  @Override
  public void ended(int partition) {
    running.remove(partition);
  }

  @Override
  public Optional<Beat> of(int partition) {
    return Optional.ofNullable(running.get(partition))
        .map(task -> new Beat(task.incarnation(), task.ticks()));
  }

  /** The same one when it is there already; 0 while the task runs elsewhere. */
  private void gauge(String name, int partition, ToLongFunction<Task> value) {
    Gauge.builder(
            name,
            () -> {
              Task task = running.get(partition);
              return task == null ? 0 : value.applyAsLong(task);
            })
        .tag("partition", Integer.toString(partition))
        .register(meters);
  }
}
