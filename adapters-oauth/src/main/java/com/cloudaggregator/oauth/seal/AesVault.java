package com.cloudaggregator.oauth.seal;

import com.cloudaggregator.application.keys.Vault;
import com.cloudaggregator.domain.credential.Secret;
import java.nio.charset.StandardCharsets;

/**
 * Binds a secret to purpose, row, account, owner and epoch, so that a copy elsewhere or an old copy
 * cannot be opened.
 */
final class AesVault implements Vault {
  private final SealedBox box;

  AesVault(SealedBox box) {
    this.box = box;
  }

  @Override
  public Sealed seal(Secret secret, Place place) {
    return new Sealed(box.seal(secret.reveal().getBytes(StandardCharsets.UTF_8), encoding(place)));
  }

  @Override
  public OpenResult open(Sealed sealed, Place place) {
    return box.open(sealed.bytes(), encoding(place))
        .<OpenResult>map(
            bytes -> new OpenResult.Opened(new Secret(new String(bytes, StandardCharsets.UTF_8))))
        .orElseGet(OpenResult.Unreadable::new);
  }

  private static SealedBox.Encoding encoding(Place place) {
    return out -> {
      out.writeUTF(place.purpose().name());
      out.writeLong(place.row().getMostSignificantBits());
      out.writeLong(place.row().getLeastSignificantBits());
      out.writeUTF(place.account().provider().id());
      out.writeUTF(place.account().subject());
      out.writeUTF(place.owner().value());
      out.writeLong(place.epoch().value());
    };
  }
}
