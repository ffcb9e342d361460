package dev.gridpulse.query.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gridpulse.query.Readings;
import dev.gridpulse.query.live.LiveApi;
import dev.gridpulse.testing.TestKafka;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How fast the dashboard is, as the browser itself measures it, without a graphics card. What the
 * processor does for a frame is judged, as who else runs here makes frames rare and no slower; the
 * log says both.
 */
@Tag("browser")
@Tag("long")
class DashboardSpeedTest {
  private static final Logger LOG = LoggerFactory.getLogger(DashboardSpeedTest.class);
  private static final int LOADS = 5;
  private static final double FIRST_VIEW_MS = 1_500;

  /**
   * Of 60 frames a second, and a half more, as a processor that others use too is slower itself.
   */
  private static final double FRAME_MS = 1_000 / 60.0 * 1.5;

  private static TestKafka kafka;
  private static LiveApi api;
  private static Dashboard dashboard;

  @BeforeAll
  static void start() {
    kafka = TestKafka.start();
    api = new LiveApi(kafka.bootstrapServers());
    api.sql(
        "INSERT INTO sensor (name, kind, unit, sampling_interval, time_zone) VALUES ('home', 'power', 'W', '15 min', 'Europe/Berlin')",
        """
        INSERT INTO reading_log
        SELECT id, ts, round((500 + 400 * sin(extract(epoch FROM ts) / 20000) + 100 * random())::numeric, 1), 1
        FROM sensor, generate_series(now() - interval '2 years', now(), '15 min') ts
        """);
    Readings.aggregate(sql -> api.sql(sql));
    dashboard = Dashboard.start(api.url());
  }

  @AfterAll
  static void stop() {
    if (dashboard != null) {
      dashboard.close();
    }
    api.close();
    kafka.close();
  }

  @Test
  void theFirstViewIsThereSoon() {
    dashboard
        .browser()
        .onEveryPage(
            """
            (function look() {
              if (/[0-9]/.test(document.querySelector('.figure span')?.textContent ?? '')
                  && document.querySelector('main .chart canvas')) {
                window.usable = performance.now();
              } else {
                requestAnimationFrame(look);
              }
            })();
            """);
    double best = Double.MAX_VALUE;
    for (int i = 0; i < LOADS; i++) {
      dashboard.open(LiveApi.operator(), "/live?sensor=home");
      dashboard.until("window.usable > 0");
      double usable = dashboard.browser().run("usable").doubleValue();
      LOG.info("the first view was usable after {} ms", Math.round(usable));
      best = Math.min(best, usable);
    }
    long bytes =
        dashboard
            .browser()
            .run(
                "performance.getEntries().filter(each => each.transferSize !== undefined).reduce((sum, each) => sum + each.encodedBodySize, 0)")
            .longValue();
    LOG.info("{} bytes, packed", bytes);
    assertThat(best).isLessThan(FIRST_VIEW_MS);
    assertThat(bytes).isLessThan(1_500_000);
  }

  @Test
  void aYearOfQuarterHoursMovesSmoothly() {
    dashboard.open(LiveApi.operator(), "/history?sensor=home&range=1y&resolution=15m");
    dashboard.until("document.querySelector('[data-resolution]').dataset.resolution === '15m'");
    assertThat(dashboard.textOf(".facts")).contains("35,0");
    double before = dashboard.browser().workedMillis();
    JsonNode frames =
        dashboard
            .browser()
            .run(
                """
                (async () => {
                  const chart = document.querySelector('.history .chart');
                  const box = chart.getBoundingClientRect();
                  const frame = () => new Promise(requestAnimationFrame);
                  const send = (type, x) => chart.dispatchEvent(new PointerEvent(type,
                      {pointerId: 1, clientX: x, clientY: box.y + 100, bubbles: true}));
                  chart.setPointerCapture = () => {};
                  const lasted = [];
                  send('pointerdown', box.x + 600);
                  let before = await frame();
                  for (let i = 0; i < 240; i++) {
                    send('pointermove', box.x + 600 + 200 * Math.sin(i / 40));
                    const now = await frame();
                    lasted.push(now - before);
                    before = now;
                  }
                  send('pointerup', box.x + 600);
                  return lasted.sort((a, b) => a - b);
                })()
                """);
    double worked = (dashboard.browser().workedMillis() - before) / frames.size();
    double median = frames.get(frames.size() / 2).doubleValue();
    double slow = frames.get(frames.size() * 95 / 100).doubleValue();
    LOG.info(
        "a year at 15 min: {} ms of the processor for a frame; {} frames/s, {} ms in the median, {} ms at the 95th percentile",
        Math.round(worked * 10) / 10.0,
        Math.round(1_000 * frames.size() / sum(frames)),
        median,
        slow);
    assertThat(worked).as("ms of a frame").isLessThan(FRAME_MS);
  }

  private static double sum(JsonNode values) {
    double sum = 0;
    for (JsonNode each : values) {
      sum += each.doubleValue();
    }
    return sum;
  }
}
