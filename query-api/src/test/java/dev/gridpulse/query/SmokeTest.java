package dev.gridpulse.query;
import org.junit.jupiter.api.Test;
class SmokeTest {
  @Test void smoke() throws Exception {
    try (Api api = Api.start()) {
      api.sql("INSERT INTO sensor(name) VALUES ('frequency'),('a/b%+ \u00fc\"&;(){}')",
       "INSERT INTO reading_log SELECT 1, t, 50+random(), 1 FROM generate_series('2021-05-01Z'::timestamptz,'2021-05-07Z','30 s') t",
       "INSERT INTO aggregate_5s SELECT 1, ts, 1, value,value,value,value,0 FROM reading_log");
      for (String p : new String[]{"/api/v1/sensors","/api/v1/sensors/","/api/v1/sensors/frequency","/api/v1/sensors/frequency/aggregates?start=2021-05-02T10:00:00Z&end=2021-05-02T10:01:00%2B00:00&resolution=30s",
       "/api/v1/sensors/frequency/readings?start=2021-05-02T10:00:00Z&end=2021-05-05T10:01:00Z&limit=2", "/api/v1/sensors/" + Api.escaped("a/b%+ \u00fc\"&;(){}"), "/api/v1/sensors/a%zzb", "/health","/openapi.yml","/docs","/docs/","/docs/swagger-ui.css","/docs/start.js","/docs/index.html","/nothing","/","/api/v1/sensors?x=1", "/api/v1/sensors/frequency/aggregates?start=2021-05-02T10:00:00Z&end=2021-05-02T10:01:00 00:00&resolution=30s".replace(" ","+"),"/docs/../application.yml","/docs/%2e%2e/%2e%2e/logback.xml"}) {
        Api.Answer a = api.get(p);
        System.out.println(p + "\n   " + a.status() + " " + a.response().headers().map() + " " + a.text().substring(0, Math.min(400, a.text().length())));
      }
      System.out.println(api.send(api.request("/api/v1/sensors")).text());
      System.out.println(api.send(api.request("/docs")).status());
      System.out.println(api.send(api.request("/health")).text());
      System.out.println(api.send(api.request("/health")).response().headers().map());
    }
  }
}
