package dev.gridpulse.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gridpulse.model.DecimalText;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * As little as can be had between a statement and a client of HTTP: whatever is asked, a thread and
 * a connection of its own for each client answer with all rows as JSON. No routes, no tokens, no
 * parameters, no limits: what an answer costs that is none of ours.
 */
final class BareServer implements AutoCloseable {
  private static final byte[] HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ".getBytes(US_ASCII);
  private static final byte[] HEAD_ENDS = "\r\n\r\n".getBytes(US_ASCII);
  private static final byte[] FIRST = {'{'};
  private static final byte[] NEXT = {',', '{'};

  private final ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Connections connections;
  private final String sql;

  /** Opens a connection to the database. */
  interface Connections {
    Connection open() throws SQLException;
  }

  BareServer(Connections connections, String sql) throws IOException {
    this.connections = connections;
    this.sql = sql;
    threads.execute(this::accept);
  }

  URI url() {
    return URI.create("http://localhost:" + listener.getLocalPort());
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        threads.execute(() -> serve(client));
      } catch (IOException _) {
        // It was closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Connection connection = connections.open();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      byte[][] names = names(statement.getMetaData());
      while (readRequest(in)) {
        ByteArrayOutputStream body = body(statement, names);
        ByteArrayOutputStream answer = new ByteArrayOutputStream(body.size() + 100);
        answer.writeBytes(HEAD);
        answer.writeBytes(Integer.toString(body.size()).getBytes(US_ASCII));
        answer.writeBytes(HEAD_ENDS);
        body.writeTo(answer);
        answer.writeTo(out);
      }
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("the bare server failed", e);
    }
  }

  /** Up to the empty line; false when the client has gone. */
  private static boolean readRequest(InputStream in) throws IOException {
    int ends = 0;
    while (ends < 2) {
      int next = in.read();
      if (next < 0) {
        return false;
      }
      if (next == '\n') {
        ends++;
      } else if (next != '\r') {
        ends = 0;
      }
    }
    return true;
  }

  /** What stands before the values of a row. */
  private static byte[][] names(ResultSetMetaData columns) throws SQLException {
    byte[][] names = new byte[columns.getColumnCount()][];
    for (int column = 0; column < names.length; column++) {
      names[column] =
          "%s\"%s\":"
              .formatted(column == 0 ? "" : ",", columns.getColumnName(column + 1))
              .getBytes(US_ASCII);
    }
    return names;
  }

  private static ByteArrayOutputStream body(PreparedStatement statement, byte[][] names)
      throws SQLException {
    ByteArrayOutputStream body = new ByteArrayOutputStream(1 << 14);
    byte[] number = new byte[DecimalText.LONGEST];
    try (ResultSet rows = statement.executeQuery()) {
      body.write('[');
      for (boolean first = true; rows.next(); first = false) {
        body.writeBytes(first ? FIRST : NEXT);
        for (int column = 0; column < names.length; column++) {
          body.writeBytes(names[column]);
          body.write(number, 0, DecimalText.write(rows.getDouble(column + 1), number, 0));
        }
        body.write('}');
      }
      body.write(']');
    }
    return body;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdown();
  }
}
