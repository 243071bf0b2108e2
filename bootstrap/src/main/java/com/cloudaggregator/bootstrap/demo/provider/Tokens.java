package com.cloudaggregator.bootstrap.demo.provider;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The tokens of the demo providers. A token contains its grant, signed with a public key of the
 * demo: the program's database survives a restart of the demo, so its refresh tokens must stay
 * valid.
 */
final class Tokens {
  private static final byte[] KEY =
      "demo-provider-tokens-no-secret".getBytes(StandardCharsets.UTF_8);
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final String SEPARATOR = "\n";
  private static final int PARTS = 8;

  private Tokens() {}

  /** The kind of a token, which is its prefix. */
  enum Kind {
    ACCESS("demo-access-"),
    REFRESH("demo-refresh-");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }
  }

  /**
   * The content of a token.
   *
   * @param grant the id of the consent that it was issued for
   * @param random makes each token unique
   */
  record Content(
      Vendor vendor,
      DemoAccount account,
      String grant,
      boolean offline,
      String scope,
      Instant issued,
      Instant expires,
      String random) {}

  static String issue(Kind kind, Content content) {
    String text =
        String.join(
            SEPARATOR,
            content.vendor().id(),
            content.account().id(),
            content.grant(),
            Boolean.toString(content.offline()),
            content.scope(),
            Long.toString(content.issued().toEpochMilli()),
            Long.toString(content.expires().toEpochMilli()),
            content.random());
    String body = ENCODER.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    return kind.prefix + body + "." + seal(kind, body);
  }

  /** Empty if the token was not issued as this kind. */
  static Optional<Content> read(Kind kind, String token) {
    int dot = token.lastIndexOf('.');
    if (!token.startsWith(kind.prefix) || dot < 0) {
      return Optional.empty();
    }
    String body = token.substring(kind.prefix.length(), dot);
    boolean own =
        MessageDigest.isEqual(
            seal(kind, body).getBytes(StandardCharsets.UTF_8),
            token.substring(dot + 1).getBytes(StandardCharsets.UTF_8));
    return own ? content(body) : Optional.empty();
  }

  private static Optional<Content> content(String body) {
    String[] parts =
        new String(Base64.getUrlDecoder().decode(body), StandardCharsets.UTF_8)
            .split(SEPARATOR, -1);
    if (parts.length != PARTS) {
      return Optional.empty();
    }
    return Vendor.of(parts[0])
        .flatMap(
            vendor ->
                vendor
                    .account(parts[1])
                    .map(
                        account ->
                            new Content(
                                vendor,
                                account,
                                parts[2],
                                Boolean.parseBoolean(parts[3]),
                                parts[4],
                                Instant.ofEpochMilli(Long.parseLong(parts[5])),
                                Instant.ofEpochMilli(Long.parseLong(parts[6])),
                                parts[7])));
  }

  private static String seal(Kind kind, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
      return ENCODER.encodeToString(
          mac.doFinal((kind.prefix + body).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java platform has HmacSHA256", impossible);
    }
  }
}
