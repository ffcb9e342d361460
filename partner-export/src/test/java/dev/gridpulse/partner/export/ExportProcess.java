package dev.gridpulse.partner.export;

import dev.gridpulse.model.ExportManifest;
import dev.gridpulse.partner.PartnerSettings;
import dev.gridpulse.testing.ChildJvm;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The main class of an export that is to be killed: makes what is due at a time, says how far it
 * is, and ends. Arguments: bootstrap servers, database, user, password, time, and a stage at which
 * it stands still ({@code sent}, {@code committed}, {@code recorded}), or {@code none}.
 */
final class ExportProcess {
  private ExportProcess() {}

  public static void main(String[] arguments) throws SQLException {
    ChildJvm.endWithParent();
    PartnerSettings settings =
        PartnerSettings.of(
                Map.of("bootstrap.servers", arguments[0]), arguments[1], arguments[2], arguments[3])
            .at(LocalTime.MIDNIGHT);
    Clock clock = Clock.fixed(Instant.parse(arguments[4]), ZoneOffset.UTC);
    int made = new ExportJob(settings, clock, new Stages(arguments[5])).runDue();
    IO.println("made " + made);
  }

  private record Stages(String last) implements ExportListener {
    @Override
    public void begun(String id, int sensors) {
      IO.println("begun " + id);
    }

    @Override
    public void sensorSent(int number) {
      IO.println("sensor " + number);
    }

    @Override
    public void sent(ExportManifest manifest) {
      reach("sent");
    }

    @Override
    public void committed(ExportManifest manifest) {
      reach("committed");
    }

    @Override
    public void recorded(ExportManifest manifest) {
      reach("recorded");
    }

    private void reach(String stage) {
      IO.println(stage);
      while (stage.equals(last)) {
        LockSupport.park();
      }
    }
  }
}
