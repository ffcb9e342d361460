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

/**
 * The main class of an export that is to be killed: makes what is due at a time, says how far it
 * is, and ends. Arguments: bootstrap servers, database, user, password, time, and a stage at which
 * it halts as if it were killed there ({@code sent}, {@code committed}), or {@code none}.
 */
final class ExportProcess {
  private static final int KILLED = 137;

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

  private record Stages(String halt) implements ExportListener {
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

    private void reach(String stage) {
      IO.println(stage);
      if (stage.equals(halt)) {
        Runtime.getRuntime().halt(KILLED);
      }
    }
  }
}
