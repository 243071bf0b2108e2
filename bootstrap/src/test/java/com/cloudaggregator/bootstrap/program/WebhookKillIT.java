package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.bootstrap.program.Receiver.Delivery;
import com.cloudaggregator.persistence.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the process by SIGKILL while it delivers events. A host that follows them alone learns each
 * status once and in order: only the delivery that was cut off arrives twice, with the same id.
 */
@Order(10)
class WebhookKillIT {
  private static final int KILLS = 2;
  private static final int CHANGES = 30;
  private static final Duration ANSWER = Duration.ofMillis(60);

  @Test
  void reportsEachStatusOnceAndInOrder(@TempDir Path logs) throws Exception {
    try (TestDatabase.Database database = TestDatabase.migratedDatabase();
        Receiver receiver = new Receiver()) {
      receiver.answers(
          _ -> {
            LockSupport.parkNanos(ANSWER.toNanos());
            return 204;
          });
      StartedProgram program = start(database, receiver, logs.resolve("0.log"));
      try {
        program.browserOf("alice").connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
        for (int kill = 1; kill <= KILLS; kill++) {
          int before = receiver.received().size();
          changeTheStatus(program);
          receiver.hasReceived(before + CHANGES / 3);
          program.kill();
          // The minute after which another process takes over what this one was delivering.
          program.sql("UPDATE outbox SET due_at = now() WHERE state = 'pending'");
          program = start(database, receiver, logs.resolve(kill + ".log"));
        }
        StartedProgram last = program;
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> last.rows("SELECT 1 FROM outbox WHERE state = 'pending'").isEmpty());

        assertThat(receiver.objections()).isEmpty();
        Map<String, String> types = new LinkedHashMap<>();
        receiver.received().forEach(delivery -> types.putIfAbsent(delivery.id(), delivery.type()));
        assertThat(types.values())
            .containsExactlyElementsOf(
                Stream.concat(
                        Stream.of("account.connected"),
                        Stream.iterate(
                                "account.needs_reconnect",
                                type ->
                                    type.equals("account.reconnected")
                                        ? "account.needs_reconnect"
                                        : "account.reconnected")
                            .limit((long) KILLS * CHANGES))
                    .toList());
        assertThat(receiver.received().size() - types.size())
            .as("deliveries that were cut off")
            .isBetween(0, KILLS);
        assertThat(repeatedLater(receiver.received())).isEmpty();
        assertThat(last.rows("SELECT status FROM cloud_provider_accounts"))
            .containsExactly("connected");
      } finally {
        program.close();
      }
    }
  }

  private static StartedProgram start(TestDatabase.Database database, Receiver receiver, Path log) {
    List<String> properties = new ArrayList<>(List.of(receiver.configuration()));
    properties.add("cloud-aggregator.jobs.takeover=4s");
    return StartedProgram.startOn(
        database, Program.freePort(), log, properties.toArray(String[]::new));
  }

  /** As often as {@link #CHANGES} says, so it is the same afterwards. */
  private static void changeTheStatus(StartedProgram program) {
    for (int change = 0; change < CHANGES; change++) {
      program.sql(
          "UPDATE cloud_provider_accounts SET status = CASE status WHEN 'connected' THEN 'needs_reconnect'"
              + " ELSE 'connected' END");
    }
  }

  /** The deliveries of an event after that of a later one. */
  private static List<String> repeatedLater(List<Delivery> received) {
    List<String> late = new ArrayList<>();
    for (int i = 1; i < received.size(); i++) {
      String id = received.get(i).id();
      List<String> earlier = received.subList(0, i).stream().map(Delivery::id).toList();
      if (earlier.contains(id) && !earlier.getLast().equals(id)) {
        late.add(id);
      }
    }
    return late;
  }
}
