package dev.gridpulse.aggregator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.aggregator.faults.FaultPoint.Moment;
import dev.gridpulse.testing.BreakableDatabase;
import dev.gridpulse.testing.BreakableKafka;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Draws faults: of instances of the aggregator, of the database, of the broker. */
final class RandomFaults {
  private static final Duration BEYOND_THE_SESSION = Duration.ofSeconds(11);

  private final Launch launch;
  private final List<Instance> instances;
  private final BreakableKafka kafka;
  private final BreakableDatabase database;
  private final Random random;

  RandomFaults(Servers servers, Launch launch, List<Instance> instances, Random random) {
    this.launch = launch;
    this.instances = List.copyOf(instances);
    this.kafka = servers.kafka();
    this.database = servers.database();
    this.random = random;
  }

  /** One fault, or an instance that is killed while another fault lasts. */
  List<Fault> next() {
    List<Supplier<Fault>> ofInstances =
        List.of(this::killed, this::frozen, this::forgetful, this::halted);
    List<Supplier<Fault>> ofServers =
        List.of(
            this::databaseStopped,
            this::databaseCrashed,
            this::databasePaused,
            this::sessionsEnded,
            this::brokerStopped,
            this::brokerKilled,
            this::brokerPaused);
    return switch (random.nextInt(5)) {
      case 0, 1 -> List.of(any(ofInstances));
      case 2, 3 -> List.of(any(ofServers));
      default -> List.of(any(ofServers), killed());
    };
  }

  private Fault any(List<Supplier<Fault>> faults) {
    return faults.get(random.nextInt(faults.size())).get();
  }

  private Fault killed() {
    Instance victim = victim();
    return new Fault("instance killed", upToSeconds(2), () -> kill(victim), () -> start(victim));
  }

  private Fault frozen() {
    Instance victim = victim();
    Duration lasting = BEYOND_THE_SESSION.plus(upToSeconds(4));
    return new Fault("instance frozen", lasting, victim::pause, victim::resume);
  }

  private Fault forgetful() {
    Instance victim = victim();
    return new Fault(
        "instance stopped, its state deleted",
        upToSeconds(1),
        () -> {
          victim.stop();
          victim.deleteState();
        },
        () -> start(victim));
  }

  private Fault halted() {
    Instance victim = victim();
    Moment moment = random.nextBoolean() ? Moment.BEFORE_COMMIT : Moment.AFTER_COMMIT;
    String worker = random.nextBoolean() ? "readings" : "aggregates";
    FaultPoint fault = FaultPoint.halt(moment, worker, 1 + random.nextInt(5));
    return new Fault(
        "instance halted at a commit",
        upToSeconds(1),
        () -> {
          kill(victim);
          victim.start(launch.withFault(fault));
          assertThat(victim.awaitExit()).isEqualTo(FaultPoint.EXIT_STATUS);
        },
        () -> start(victim));
  }

  private Fault databaseStopped() {
    return new Fault("database stopped", upToSeconds(12), database::stop, database::startAgain);
  }

  private Fault databaseCrashed() {
    return new Fault("database crashed", upToSeconds(3), database::crash, database::startAgain);
  }

  private Fault databasePaused() {
    return new Fault("database paused", upToSeconds(6), database::pause, database::resume);
  }

  private Fault sessionsEnded() {
    return new Fault(
        "sessions ended",
        upToSeconds(1),
        () -> {
          for (int ended = 0; ended < 3; ) {
            ended += database.terminateWriters("gridpulse-sink");
          }
        },
        () -> {});
  }

  private Fault brokerStopped() {
    return new Fault("broker stopped", upToSeconds(10), kafka::stop, kafka::startAgain);
  }

  private Fault brokerKilled() {
    return new Fault("broker killed", upToSeconds(10), kafka::kill9, kafka::startAgain);
  }

  private Fault brokerPaused() {
    return new Fault("broker paused", upToSeconds(10), kafka::pause, kafka::resume);
  }

  private static void kill(Instance victim) {
    assertThat(victim.kill9()).isEqualTo(Instance.KILLED);
  }

  private void start(Instance victim) {
    victim.start(launch.withThreads(1 + random.nextInt(3)));
  }

  private Instance victim() {
    return instances.get(random.nextInt(instances.size()));
  }

  private Duration upToSeconds(int bound) {
    return Duration.ofMillis(1 + random.nextInt(bound * 1000));
  }
}
