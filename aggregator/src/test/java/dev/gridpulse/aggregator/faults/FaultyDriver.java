package dev.gridpulse.aggregator.faults;

import dev.gridpulse.aggregator.faults.FaultPoint.Moment;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stands before PostgreSQL's driver and lets one fault happen to this process, at an exact moment
 * of a worker of the sink. Everything else passes through.
 */
final class FaultyDriver implements Driver {
  private final Driver real;
  private final FaultPoint fault;
  private final AtomicInteger occurrences = new AtomicInteger();

  private FaultyDriver(Driver real, FaultPoint fault) {
    this.real = real;
    this.fault = fault;
  }

  /** Takes the place of the driver for that URL in this process. */
  static void install(String url, FaultPoint fault) throws SQLException {
    Driver real = DriverManager.getDriver(url);
    DriverManager.deregisterDriver(real);
    DriverManager.registerDriver(new FaultyDriver(real, fault));
  }

  @Override
  public @Nullable Connection connect(String url, Properties info) throws SQLException {
    Connection connection = real.connect(url, info);
    return connection == null ? null : faulty(connection);
  }

  private Connection faulty(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            FaultyDriver.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new FaultyConnection(connection));
  }

  /** Knows the transactions that store from those that only look. */
  private final class FaultyConnection implements InvocationHandler {
    private final Connection connection;
    private boolean stores;

    FaultyConnection(Connection connection) {
      this.connection = connection;
    }

    @Override
    public @Nullable Object invoke(
        Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
      boolean commits = stores && method.getName().equals("commit");
      if (commits) {
        at(Moment.BEFORE_COMMIT);
      } else if (!stores && isAdvance(method, arguments)) {
        at(Moment.BEFORE_ADVANCE);
        stores = true;
      }
      Object result = pass(method, arguments);
      if (commits) {
        at(Moment.AFTER_COMMIT);
      }
      // To a savepoint it is no end.
      boolean rollsBack = method.getName().equals("rollback") && method.getParameterCount() == 0;
      stores &= !commits && !rollsBack;
      return result;
    }

    private static boolean isAdvance(Method method, @Nullable Object @Nullable [] arguments) {
      return method.getName().equals("prepareStatement")
          && arguments != null
          && String.valueOf(arguments[0]).contains("UPDATE sink_offset");
    }

    private @Nullable Object pass(Method method, @Nullable Object @Nullable [] arguments)
        throws Throwable {
      try {
        return method.invoke(connection, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause() == null ? e : e.getCause();
      }
    }
  }

  private void at(Moment moment) {
    if (moment == fault.moment()
        && Thread.currentThread().getName().equals("gridpulse-sink-" + fault.worker())
        && occurrences.incrementAndGet() == fault.occurrence()) {
      IO.println("fault: " + fault);
      switch (fault.action()) {
        case HALT -> Runtime.getRuntime().halt(FaultPoint.EXIT_STATUS);
        case FREEZE -> freeze();
      }
      IO.println("gone on after: " + fault);
    }
  }

  /** Returns when somebody lets the process go on. */
  private static void freeze() {
    try {
      String pid = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder("kill", "-STOP", pid).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean acceptsURL(String url) throws SQLException {
    return real.acceptsURL(url);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
    return real.getPropertyInfo(url, info);
  }

  @Override
  public int getMajorVersion() {
    return real.getMajorVersion();
  }

  @Override
  public int getMinorVersion() {
    return real.getMinorVersion();
  }

  @Override
  public boolean jdbcCompliant() {
    return real.jdbcCompliant();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger(FaultyDriver.class.getName());
  }
}
