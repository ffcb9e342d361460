package dev.gridpulse.standalone;

import java.io.PrintStream;

/** What the user sees when everything is ready. */
final class Greeting {
  private Greeting() {}

  /**
   * @param begin {@link System#nanoTime} of the start
   */
  static void print(RuntimeFile runtime, DataFolder folder, long begin) {
    print(runtime, folder, begin, runtime.httpUrl() + "/  (sign in with the token)");
  }

  /** With an address of the dashboard that signs in by itself. */
  static void printSignedIn(RuntimeFile runtime, DataFolder folder, long begin) {
    print(runtime, folder, begin, runtime.httpUrl() + "/#token=" + folder.readOperatorToken());
  }

  private static void print(RuntimeFile runtime, DataFolder folder, long begin, String dashboard) {
    PrintStream out = System.out;
    out.printf(
        "%ngridpulse is ready after %.1f s. Stop it with Ctrl-C.%n%n",
        (System.nanoTime() - begin) / 1e9);
    out.printf("  Dashboard %s%n", dashboard);
    out.printf(
        "  API       %s/api/v1  (try it out: %s/docs)%n", runtime.httpUrl(), runtime.httpUrl());
    out.printf("  Token     %s%n", folder.operatorToken());
    out.printf("  Kafka     %s%n", runtime.kafkaBootstrapServers());
    out.printf("  Database  %s%n", runtime.databaseUrl());
    out.printf("            user and password: %s%n%n", folder.runtimeProperties());
    out.printf(
        "  curl -H \"Authorization: Bearer $(cat %s)\" %s/api/v1/sensors%n%n",
        folder.operatorToken(), runtime.httpUrl());
    out.flush();
  }
}
