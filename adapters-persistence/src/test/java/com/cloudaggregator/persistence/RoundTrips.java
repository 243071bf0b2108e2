package com.cloudaggregator.persistence;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Counts the round trips to PostgreSQL in what its clients send: every {@code Sync} and every
 * {@code Query} waits for the server (<a
 * href="https://www.postgresql.org/docs/18/protocol-message-formats.html">PostgreSQL, "Message
 * Formats"</a>). BEGIN, COMMIT, ROLLBACK, SET and the pool's validation are counted like any other
 * statement.
 */
final class RoundTrips {
  private static final Pattern WRITE =
      Pattern.compile("\\b(insert into|delete from|update \\w+)", Pattern.CASE_INSENSITIVE);

  private final List<Trip> trips = new ArrayList<>();

  /**
   * One round trip.
   *
   * @param sent the statements that the server executes in it
   * @param durable whether it commits changes and waits for the disk, unless the server refuses
   *     them
   */
  record Trip(List<String> sent, boolean durable) {
    @Override
    public String toString() {
      return (durable ? "* " : "  ")
          + String.join("; ", sent).replaceAll("\\s+", " ").replaceAll("(.{150}).*", "$1…");
    }
  }

  /** The round trips of all connections while this runs. */
  List<Trip> during(Runnable work) {
    synchronized (trips) {
      trips.clear();
    }
    work.run();
    synchronized (trips) {
      return List.copyOf(trips);
    }
  }

  /** Reads what one client sends. */
  OutputStream listener() {
    return new Client();
  }

  private final class Client extends OutputStream {
    private final Map<String, String> prepared = new HashMap<>();
    private final List<String> sent = new ArrayList<>();
    private ByteBuffer unread = ByteBuffer.allocate(0);
    private boolean started;
    private boolean inTransaction;
    private boolean written;
    private boolean waits = true;

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      unread =
          ByteBuffer.allocate(unread.remaining() + length)
              .put(unread)
              .put(bytes, offset, length)
              .flip();
      while (hasMessage()) {
        char type = started ? (char) unread.get() : 0;
        int end = unread.position() + unread.getInt(unread.position());
        unread.getInt();
        read(type);
        unread.position(end);
      }
    }

    private boolean hasMessage() {
      int type = started ? 1 : 0;
      return unread.remaining() >= type + Integer.BYTES
          && unread.remaining() >= type + unread.getInt(unread.position() + type);
    }

    private void read(char type) {
      switch (type) {
        // Start-up packet of protocol 3; requests for encryption come before it.
        case 0 -> started = unread.getShort() == 3;
        case 'P' -> prepared.put(text(), text());
        case 'B' -> {
          text();
          execute(prepared.getOrDefault(text(), ""));
        }
        case 'Q' -> {
          String sql = text();
          execute(sql);
          // The driver sends BEGIN together with the first statement and does not wait in between.
          if (!sql.equals("BEGIN")) {
            endTrip();
          }
        }
        case 'S' -> endTrip();
        default -> {
          // Describe, Execute, Close, Flush, Terminate and passwords
        }
      }
    }

    private void execute(String sql) {
      sent.add(sql);
      written |= WRITE.matcher(sql).find();
      waits &= !sql.contains("synchronous_commit");
      inTransaction |= sql.equals("BEGIN");
      inTransaction &= !sql.equals("COMMIT");
      if (sql.equals("ROLLBACK")) {
        inTransaction = false;
        written = false;
      }
    }

    private void endTrip() {
      synchronized (trips) {
        trips.add(new Trip(List.copyOf(sent), !inTransaction && written && waits));
      }
      sent.clear();
      if (!inTransaction) {
        written = false;
        waits = true;
      }
    }

    private String text() {
      int length = 0;
      while (unread.get(unread.position() + length) != 0) {
        length++;
      }
      byte[] bytes = new byte[length];
      unread.get(bytes).get();
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
