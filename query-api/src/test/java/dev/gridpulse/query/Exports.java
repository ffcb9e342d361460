package dev.gridpulse.query;

/** Manifests of exports, filled into the table as partner-export does. */
final class Exports {
  private Exports() {}

  /** The export of October 2026 for Berlin. */
  static void october(Api api) {
    store(
        api, "2026-11-01_Europe_Berlin", "2026-11-01", "Europe/Berlin", "2026-10-01", "2026-11-01");
  }

  static void store(Api api, String id, String date, String zone, String start, String end) {
    api.sql(
        """
        INSERT INTO partner_export VALUES ('%1$s', '%2$s', '%3$s', 1,
          timestamp '%4$s' AT TIME ZONE '%3$s', timestamp '%5$s' AT TIME ZONE '%3$s', '{1}',
          '{"type":"manifest","id":"%1$s","date":"%2$s","timeZone":"%3$s","revision":1,"period":{"start":"%4$sT00:00:00Z","end":"%5$sT00:00:00Z"},"sensors":1,"days":31,"amendedDays":0,"expectedMinutes":44700,"sentMinutes":44690,"offsets":{"partition":0,"first":0,"last":30},"sha256":"00"}',
          now())
        """
            .formatted(id, date, zone, start, end));
  }
}
