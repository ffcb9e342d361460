package dev.gridpulse.partner.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.model.ExportManifest;
import dev.gridpulse.partner.Installation;
import dev.gridpulse.partner.PartnerExport;
import dev.gridpulse.simulator.ExportVerifier;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Several instances of the role, and a command beside them. */
class TwoInstancesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(20);

  @AutoClose private final Installation installation = new Installation();

  @Test
  void makeOneExportAtMidnight() {
    installation.sensor("home", "Europe/Berlin", "W", "power", true);
    TestClock clock = new TestClock("2026-11-22T22:59:59Z");
    SimpleMeterRegistry one = new SimpleMeterRegistry();
    SimpleMeterRegistry other = new SimpleMeterRegistry();
    try (PartnerExport first = PartnerExport.start(installation.settings(), one, clock, PAUSE);
        PartnerExport second = PartnerExport.start(installation.settings(), other, clock, PAUSE)) {
      await()
          .atMost(PATIENCE)
          .until(() -> !installation.query("SELECT since FROM partner_zone").isEmpty());
      for (int night = 23; night <= 30; night++) {
        clock.set("2026-11-%dT23:00:00Z".formatted(night - 1));
        String made = Integer.toString(night - 22);
        await()
            .atMost(PATIENCE)
            .until(() -> installation.query("SELECT count(*) FROM partner_export").equals(made));
      }
      // One is counted when it has been noted.
      await().atMost(PATIENCE).until(() -> exports(one) + exports(other) >= 8);

      assertThat(first.trouble()).isEmpty();
      assertThat(second.trouble()).isEmpty();
    }
    assertThat(installation.exports())
        .hasSize(8)
        .allMatch(ExportVerifier.Export::isRight)
        .extracting(ExportVerifier.Export::id)
        .doesNotHaveDuplicates()
        .last()
        .isEqualTo("2026-11-30_Europe_Berlin");
    assertThat(exports(one) + exports(other)).isEqualTo(8);
  }

  private static double exports(SimpleMeterRegistry meters) {
    return meters.counter("gridpulse.exports").count();
  }

  @Test
  void doNothingWhileAnotherHasTheLock() throws SQLException {
    installation.sensor("home", "UTC", "W", "power", true);
    TestClock clock = new TestClock("2026-11-22T12:00:00Z");
    ExportJob job = installation.job(clock);
    assertThat(job.runDue()).isZero();
    clock.set("2026-11-23T12:00:00Z");
    try (ExportLock held = ExportLock.tryAcquire(installation.settings()).orElseThrow()) {
      assertThat(held.connection().isValid(1)).isTrue();
      assertThat(job.runDue()).isZero();
      assertThat(job.due()).isEqualTo(1);
    }
    assertThat(job.runDue()).isEqualTo(1);
  }

  /** One that lost its lock while it was at it, as after a failover of the database. */
  @Test
  void cannotCommitWhenTheOtherHasTakenOver() throws Exception {
    installation.sensor("home", "UTC", "W", "power", true);
    installation.readings("home", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z", "10 min");
    TestClock clock = new TestClock("2026-11-02T12:00:00Z");
    ExportJob other = installation.job(clock);
    ExportListener takeOver =
        new ExportListener() {
          @Override
          public void sent(ExportManifest manifest) {
            installation.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
            await()
                .atMost(PATIENCE)
                .until(
                    () ->
                        installation
                            .query("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
                            .equals("0"));
            try {
              var _ = other.run(LocalDate.parse("2026-11-01"));
            } catch (SQLException | InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    ExportJob slow = new ExportJob(installation.settings(), clock, takeOver);

    assertThat(catchThrowable(() -> slow.run(LocalDate.parse("2026-11-01")))).isNotNull();
    assertThat(installation.exports())
        .singleElement()
        .matches(ExportVerifier.Export::isRight)
        .returns("2026-11-01_UTC", ExportVerifier.Export::id);
    assertThat(installation.query("SELECT count(*) FROM partner_export")).isEqualTo("1");
  }
}
