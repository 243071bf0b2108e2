package com.cloudaggregator.web.operator.accounts;

import com.cloudaggregator.application.audit.InvestigateAccount.AccountFile;
import com.cloudaggregator.application.audit.TimelineEntry;
import com.cloudaggregator.domain.account.CloudAccount;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An account as a text for a support ticket: codes and ids, as the API and the log have them, in no
 * language. It has neither the address nor a reason, which may be about a person.
 */
final class Ticket {
  private static final int ENTRIES = 10;

  private Ticket() {}

  static String of(AccountFile file) {
    CloudAccount account = file.inspection().history().account();
    return line("account_id", account.id())
        + line("provider", account.providerAccount().provider().id())
        + line("provider_account_id", account.providerAccount().subject())
        + line("user_id", account.ownerOrNull())
        + line("epoch", account.epoch())
        + line("status", account.status().name().toLowerCase(Locale.ROOT))
        + line("reason", account.reason() == null ? null : account.reason().code())
        + line("since", account.connectedAt())
        + line("frozen_at", account.frozenAt())
        + line("gapless", file.inspection().gapless())
        + line("pending_offers", file.inspection().history().pendingOffers().count())
        + file.timeline().stream().limit(ENTRIES).map(Ticket::line).collect(Collectors.joining());
  }

  private static String line(TimelineEntry entry) {
    return entry.at()
        + " "
        + entry.kind()
        + part("epoch", entry.epoch())
        + part("from", entry.from())
        + part("to", entry.to())
        + part("trace", entry.traceId())
        + "\n";
  }

  private static String line(String name, @Nullable Object value) {
    return value == null ? "" : name + "=" + value + "\n";
  }

  private static String part(String name, @Nullable Object value) {
    return value == null ? "" : " " + name + "=" + value;
  }
}
