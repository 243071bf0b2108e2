package com.cloudaggregator.bootstrap.logging;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Identifiers that can be followed through the log but not read: 16 hex digits of HMAC-SHA256. A keyed hash, since
 * account ids are short enough to be tried.
 */
final class HashedIdentifiers implements UnaryOperator<String> {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PURPOSE = "cloud-aggregator/log-identifiers";
  private static final int HEX_DIGITS = 16;

  private final byte[] key;

  private HashedIdentifiers(byte[] key) {
    this.key = key;
  }

  /** Under a key derived from the given one, which so is used for nothing but its own purpose. */
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
