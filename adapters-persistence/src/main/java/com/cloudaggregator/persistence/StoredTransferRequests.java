package com.cloudaggregator.persistence;

import static java.util.Objects.requireNonNull;

import com.cloudaggregator.application.port.KeyRings;
import com.cloudaggregator.application.port.NewClaim;
import com.cloudaggregator.application.port.TransferRequests;
import com.cloudaggregator.application.port.Vault;
import com.cloudaggregator.application.evidence.Evidence;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.TransferGrant;
import com.cloudaggregator.domain.ownership.TransferId;
import com.cloudaggregator.persistence.SealedCredentials.Custody;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Offers and transfers on PostgreSQL. Locks are taken in the order request, account; the account moves by
 * compare-and-set on owner and epoch.
 */
final class StoredTransferRequests implements TransferRequests {
  private static final Duration DAY = Duration.ofHours(24);

  /** One requester's offers are counted and made one after the other; hash collisions only make others wait. */
  private static final String LOCK_REQUESTER = "SELECT pg_advisory_xact_lock(hashtextextended(:requester, 2023505))";

  /** The offer that a new one would replace does not count. */
  private static final String COUNT_LIVE = """
      SELECT count(*) FROM ownership_transfer_requests
      WHERE requester = :requester AND account_id <> :account AND used_at IS NULL AND expires_at > now()
      """;

  private static final String REPLACE = """
      DELETE FROM ownership_transfer_requests
      WHERE requester = :requester AND account_id = :account AND used_at IS NULL
      """;

  private static final String OFFER = """
      INSERT INTO ownership_transfer_requests (jti, requester, account_id, expected_owner, expected_epoch,
        access_token_sealed, access_token_expires_at, refresh_token_sealed, scopes, label, token_key_id, expires_at)
      VALUES (:id, :requester, :account, :owner, :epoch, :access, :expires, :refresh, :scopes, :label, :signing,
        date_trunc('second', now()) + :seconds * interval '1 second')
      RETURNING expires_at
      """;

  /** What the pace is judged by, and the hour it is. */
  private static final String MOVES = """
      SELECT now() AS now,
        (SELECT max(at) FROM account_ownership_history
          WHERE account_id = :account AND cause = 'transferred') AS last_move,
        (SELECT at FROM account_ownership_history
          WHERE account_id = :account AND cause = 'transferred'
          ORDER BY epoch DESC OFFSET :max - 1 LIMIT 1) AS last_but_max
      """;

  private static final String MOVE = """
      UPDATE cloud_provider_accounts
      SET user_id = :requester, epoch = :next, status = 'connected', reason = NULL, label = :label,
        access_token_sealed = :access, access_token_expires_at = :expires, scopes = :scopes,
        refresh_token_sealed = :refresh, refresh_token_version = refresh_token_version + 1,
        """ + StoredCustody.NO_REFRESH + """
        refreshed_at = NULL, refresh_failed_at = NULL, connected_at = now(), updated_at = now()
      WHERE id = :account AND user_id = :owner AND epoch = :epoch
      """;

  private static final String TELL = """
      INSERT INTO cloud_transfer_events (id, user_id, account_id, provider, masked_label, epoch)
      VALUES (:id, :formerOwner, :account, :provider, :label, :epoch)
      """;

  private static final String USE = """
      UPDATE ownership_transfer_requests
      SET used_at = now(), moved_to_epoch = :epoch, access_token_sealed = NULL, access_token_expires_at = NULL,
        refresh_token_sealed = NULL, scopes = NULL
      WHERE jti = :id
      """;

  private final Transactions transactions;
  private final EntityManager entities;
  private final JdbcClient jdbc;
  private final OwnershipJournal journal;
  private final EvidenceJournal evidence;
  private final Vault vault;
  private final KeyRings rings;
  private final Supplier<UUID> ids;

  StoredTransferRequests(
      Transactions transactions,
      EntityManager entities,
      JdbcClient jdbc,
      OwnershipJournal journal,
      EvidenceJournal evidence,
      Vault vault,
      KeyRings rings,
      Supplier<UUID> ids) {
    this.transactions = transactions;
    this.entities = entities;
    this.jdbc = jdbc;
    this.journal = journal;
    this.evidence = evidence;
    this.vault = vault;
    this.rings = rings;
    this.ids = ids;
  }

  @Override
  public OfferResult offer(NewClaim claim, OwnedByAnother standing, Duration timeToLive, int liveOffers) {
    return transactions.call(() -> {
      UserId requester = claim.claimant();
      AccountId account = standing.account().id();
      jdbc.sql(LOCK_REQUESTER).param("requester", requester.value()).query((row, n) -> true).single();
      long others = jdbc.sql(COUNT_LIVE)
          .param("requester", requester.value())
          .param("account", account.value())
          .query(Long.class)
          .single();
      if (others >= liveOffers) {
        return new OfferResult.TooManyOffers();
      }
      jdbc.sql(REPLACE).param("requester", requester.value()).param("account", account.value()).update();
      TransferGrant grant = park(claim, standing, timeToLive);
      evidence.write(Evidence.CONFLICT_DECIDED, claim.account());
      return new OfferResult.Offered(grant);
    });
  }

  private TransferGrant park(NewClaim claim, OwnedByAnother standing, Duration timeToLive) {
    CloudAccount account = standing.account();
    UUID id = ids.get();
    SealedCredentials sealed = SealedCredentials.seal(
        claim.credentials(),
        vault,
        TransferRequestEntity.custody(id, account.providerAccount(), claim.claimant(), account.epoch()));
    Instant expiresAt = sealed.bind(jdbc.sql(OFFER))
        .param("id", id)
        .param("requester", claim.claimant().value())
        .param("account", account.id().value())
        .param("owner", standing.owner().value())
        .param("epoch", account.epoch().value())
        .param("label", claim.label().value())
        .param("signing", rings.transfer().active())
        .param("seconds", timeToLive.toSeconds())
        .query(OffsetDateTime.class)
        .single()
        .toInstant();
    return new TransferGrant(
        new TransferId(id), claim.claimant(), account.id(), standing.owner(), account.epoch(), expiresAt);
  }

  @Override
  public Optional<Offer> find(TransferId id) {
    return transactions.call(() -> Optional.ofNullable(entities.find(TransferRequestEntity.class, id.value()))
        .map(request -> new Offer(request.toDomain(), account(request, LockModeType.NONE), request.label())));
  }

  @Override
  public TransferResult transfer(TransferId id, UserId requester, Pace pace) {
    // Known before the first run, so that a second one recognises what the first has committed unheard.
    UUID notice = ids.get();
    return transactions.call(() -> {
      TransferRequestEntity request =
          entities.find(TransferRequestEntity.class, id.value(), LockModeType.PESSIMISTIC_WRITE);
      if (request == null) {
        return new TransferResult.Unknown();
      }
      TransferGrant grant = request.toDomain();
      if (!grant.requester().equals(requester)) {
        return new TransferResult.OtherUser();
      }
      CloudAccount account = account(request, LockModeType.PESSIMISTIC_WRITE);
      return request.isUsed() ? usedBefore(request, account, notice) : move(request, grant, account, pace, notice);
    });
  }

  private TransferResult usedBefore(TransferRequestEntity request, CloudAccount account, UUID notice) {
    if (!request.hasMoved(account)) {
      return new TransferResult.OwnerChanged(account.owner());
    }
    boolean byThisCall = jdbc.sql("SELECT EXISTS (SELECT FROM cloud_transfer_events WHERE id = :id)")
        .param("id", notice)
        .query(Boolean.class)
        .single();
    return byThisCall
        ? new TransferResult.Moved(account, request.toDomain().expectedOwner())
        : new TransferResult.AlreadyMoved(account);
  }

  private TransferResult move(
      TransferRequestEntity request, TransferGrant grant, CloudAccount account, Pace pace, UUID notice) {
    Moves moves = jdbc.sql(MOVES)
        .param("account", account.id().value())
        .param("max", pace.maxPerDay())
        .query(Moves::of)
        .single();
    if (!moves.now().isBefore(grant.expiresAt())) {
      return new TransferResult.Expired();
    }
    if (!account.isOwnedBy(grant.expectedOwner()) || !account.epoch().equals(grant.expectedEpoch())) {
      return new TransferResult.OwnerChanged(account.owner());
    }
    Optional<Instant> coolUntil = moves.coolUntil(pace.cooldown());
    if (coolUntil.isPresent()) {
      return new TransferResult.CoolingDown(coolUntil.get());
    }
    Optional<Credentials> parked = request.parked(vault, account.providerAccount());
    if (parked.isEmpty()) {
      return new TransferResult.Unreadable();
    }
    Epoch next = account.epoch().next();
    SealedCredentials sealed = SealedCredentials.seal(
        parked.get(),
        vault,
        new Custody(account.id().value(), account.providerAccount(), grant.requester(), next, false));
    int rows = sealed.bind(jdbc.sql(MOVE))
        .param("account", account.id().value())
        .param("requester", grant.requester().value())
        .param("owner", grant.expectedOwner().value())
        .param("epoch", grant.expectedEpoch().value())
        .param("next", next.value())
        .param("label", request.label().value())
        .update();
    if (rows == 0) {
      return new TransferResult.OwnerChanged(account.owner());
    }
    Instant at = record(grant, account, next, notice);
    CloudAccount moved = new CloudAccount(
        account.id(),
        account.providerAccount(),
        grant.requester(),
        next,
        AccountStatus.CONNECTED,
        null,
        request.label(),
        at);
    return new TransferResult.Moved(moved, grant.expectedOwner());
  }

  /** History, event, the former owner's notice under his own label, and the use of the offer. */
  private Instant record(TransferGrant grant, CloudAccount before, Epoch next, UUID notice) {
    Instant at = journal.transferred(
        before.id(), before.providerAccount(), grant.expectedOwner(), grant.requester(), next, grant.id());
    jdbc.sql(TELL)
        .param("id", notice)
        .param("formerOwner", grant.expectedOwner().value())
        .param("account", before.id().value())
        .param("provider", before.providerAccount().provider().id())
        .param("label", before.label().masked())
        .param("epoch", next.value())
        .update();
    jdbc.sql(USE).param("id", grant.id().value()).param("epoch", next.value()).update();
    return at;
  }

  private CloudAccount account(TransferRequestEntity request, LockModeType lock) {
    return requireNonNull(entities.find(CloudAccountEntity.class, request.accountId(), lock), "a foreign key keeps it")
        .toDomain();
  }

  /**
   * How the account has moved lately.
   *
   * @param lastButMax the oldest of as many moves as a day may see; null when there were fewer
   */
  private record Moves(Instant now, @Nullable Instant last, @Nullable Instant lastButMax) {
    static Moves of(ResultSet row, int number) throws SQLException {
      return new Moves(
          requireNonNull(instant(row, "now")), instant(row, "last_move"), instant(row, "last_but_max"));
    }

    /** When the next move is free, if it is not now. */
    Optional<Instant> coolUntil(Duration cooldown) {
      return Stream.concat(
              Stream.ofNullable(last).map(move -> move.plus(cooldown)),
              Stream.ofNullable(lastButMax).map(move -> move.plus(DAY)))
          .filter(now::isBefore)
          .max(Instant::compareTo);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
      OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
      return value == null ? null : value.toInstant();
    }
  }
}
