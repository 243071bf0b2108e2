package com.cloudaggregator.oauth.seal;

import com.cloudaggregator.application.connect.AuthorizationFlow;
import com.cloudaggregator.application.connect.AuthorizationFlows;
import com.cloudaggregator.application.connect.ConnectMode;
import com.cloudaggregator.application.connect.StateHash;
import com.cloudaggregator.application.keys.OtherKeys;
import com.cloudaggregator.application.keys.OtherKeys.KeyUse;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Stores a flow in a sealed cookie value of at most 1,500 characters. */
final class SealedFlows implements AuthorizationFlows {
  private static final String PURPOSE = "authorization-flow";
  private static final byte CONNECT = 0;
  private static final byte REAUTHENTICATE = 1;
  private static final byte RECONNECT = 2;

  private final AesCookieSeal cookies;
  private final OtherKeys others;

  SealedFlows(AesCookieSeal cookies, OtherKeys others) {
    this.cookies = cookies;
    this.others = others;
  }

  @Override
  public Secret seal(AuthorizationFlow flow) {
    return new Secret(cookies.seal(PURPOSE, SealedBox.encode(out -> write(flow, out))));
  }

  @Override
  public Optional<AuthorizationFlow> open(Secret sealed) {
    return open(PURPOSE, sealed).map(SealedFlows::read);
  }

  @Override
  public Secret sealAnswer(StateHash state, Secret response, Secret answer) {
    byte[] content = answer.reveal().getBytes(StandardCharsets.UTF_8);
    return new Secret(cookies.seal(purposeOfAnswer(state, response), content));
  }

  @Override
  public Optional<Secret> openAnswer(StateHash state, Secret response, Secret sealed) {
    return open(purposeOfAnswer(state, response), sealed)
        .map(bytes -> new Secret(new String(bytes, StandardCharsets.UTF_8)));
  }

  private Optional<byte[]> open(String purpose, Secret sealed) {
    Optional<byte[]> opened = cookies.open(purpose, sealed.reveal());
    if (opened.isEmpty()) {
      cookies
          .findMissingKey(sealed.reveal())
          .ifPresent(key -> others.requireUnknown(KeyUse.FLOW, key));
    }
    return opened;
  }

  private static String purposeOfAnswer(StateHash state, Secret response) {
    return "callback-answer " + state.hex() + " " + StateHash.of(response).hex();
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

  /** The bytes were sealed here, so a failure is a bug or the format of another version. */
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
      throw new IllegalStateException("A sealed flow cannot be read", e);
    }
  }

  private static ConnectMode readMode(DataInputStream in) throws IOException {
    return switch (in.readByte()) {
      case CONNECT -> new ConnectMode.Connect();
      case REAUTHENTICATE -> new ConnectMode.Reauthenticate();
      case RECONNECT ->
          new ConnectMode.Reconnect(
              new AccountId(new UUID(in.readLong(), in.readLong())),
              ProviderAccountId.of(in.readUTF(), in.readUTF()));
      default -> throw new IOException("A flow has one of three modes");
    };
  }
}
