package com.cloudaggregator.bootstrap.logging;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Replaces an identifier by 16 hex digits of its HMAC-SHA256, so that it can be followed through
 * the log but not read. The hash is keyed, since account ids are short enough to be guessed.
 */
final class HashedIdentifiers implements UnaryOperator<String> {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PURPOSE = "cloud-aggregator/log-identifiers";
  private static final int HEX_DIGITS = 16;

  private final byte[] key;

  private HashedIdentifiers(byte[] key) {
    this.key = key;
  }

  /** Uses a key derived from the given one, so that each key has a single purpose. */
  static HashedIdentifiers under(byte[] parent) {
    return new HashedIdentifiers(hmac(parent, PURPOSE));
  }

  @Override
  public String apply(String identifier) {
    return HexFormat.of().formatHex(hmac(key, identifier)).substring(0, HEX_DIGITS);
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw new IllegalStateException("Every Java platform has HmacSHA256", impossible);
    }
  }
}
