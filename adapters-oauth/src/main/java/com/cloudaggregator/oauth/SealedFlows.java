package com.cloudaggregator.oauth;

import com.cloudaggregator.application.flow.AuthorizationFlow;
import com.cloudaggregator.application.flow.ConnectMode;
import com.cloudaggregator.application.flow.StateHash;
import com.cloudaggregator.application.port.AuthorizationFlows;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** Keeps a flow in a cookie value of at most 1,500 characters: sealed, base64url without padding (RFC 4648). */
final class SealedFlows implements AuthorizationFlows {
  /** A cookie is at most 4,096 bytes with its name (RFC 6265, section 6.1); longer ones are not even decoded. */
  private static final int LONGEST = 4096;

  private static final SealedBox.Encoding PURPOSE = out -> out.writeUTF("authorization-flow");
  private static final byte CONNECT = 0;
  private static final byte REAUTHENTICATE = 1;
  private static final byte RECONNECT = 2;

  private final SealedBox box;

  SealedFlows(SealedBox box) {
    this.box = box;
  }

  @Override
  public Secret seal(AuthorizationFlow flow) {
    byte[] sealed = box.seal(SealedBox.encode(out -> write(flow, out)), PURPOSE);
    return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(sealed));
  }

  @Override
  public Optional<AuthorizationFlow> open(Secret sealed) {
    if (sealed.reveal().length() > LONGEST) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(sealed.reveal());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return box.open(bytes, PURPOSE).map(SealedFlows::read);
  }

  private static void write(AuthorizationFlow flow, DataOutputStream out) throws IOException {
    out.writeUTF(flow.user().value());
    out.writeUTF(flow.provider().id());
    switch (flow.mode()) {
      case ConnectMode.Connect() -> out.writeByte(CONNECT);
      case ConnectMode.Reauthenticate() -> out.writeByte(REAUTHENTICATE);
      case ConnectMode.Reconnect(var account, var expected) -> {
        out.writeByte(RECONNECT);
        out.writeLong(account.value().getMostSignificantBits());
        out.writeLong(account.value().getLeastSignificantBits());
        out.writeUTF(expected.provider().id());
        out.writeUTF(expected.subject());
      }
    }
    out.writeUTF(flow.state().hex());
    out.writeUTF(flow.nonce());
    out.writeUTF(flow.codeVerifier().reveal());
    out.writeLong(flow.expiresAt().getEpochSecond());
    out.writeInt(flow.expiresAt().getNano());
  }

  /** Only ever of bytes that were sealed here, so a fault is a bug or another version's form. */
  private static AuthorizationFlow read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return new AuthorizationFlow(
          new UserId(in.readUTF()),
          new Provider(in.readUTF()),
          readMode(in),
          new StateHash(in.readUTF()),
          in.readUTF(),
          new Secret(in.readUTF()),
          Instant.ofEpochSecond(in.readLong(), in.readInt()));
    } catch (IOException e) {
      throw new IllegalStateException("A sealed flow reads as it was written", e);
    }
  }

  private static ConnectMode readMode(DataInputStream in) throws IOException {
    return switch (in.readByte()) {
      case CONNECT -> new ConnectMode.Connect();
      case REAUTHENTICATE -> new ConnectMode.Reauthenticate();
      case RECONNECT -> new ConnectMode.Reconnect(
          new AccountId(new UUID(in.readLong(), in.readLong())),
          ProviderAccountId.of(in.readUTF(), in.readUTF()));
      default -> throw new IOException("A flow has one of three modes");
    };
  }
}
