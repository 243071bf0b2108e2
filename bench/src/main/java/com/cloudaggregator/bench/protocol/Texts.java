package com.cloudaggregator.bench.protocol;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What browsers, provider and yardstick need of encodings, JSON and cryptography. */
public final class Texts {
  /** The secret of the users' bearer tokens. */
  public static final String USERS_SECRET = "the-benchmarks-own-users-secret-of-40-b!";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
  private static final SecretKeySpec SEAL = new SecretKeySpec(random(32), "AES");
  private static final ThreadLocal<Mac> HS256 = ThreadLocal.withInitial(Texts::newMac);
  private static final String HEADER = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");

  private Texts() {}

  public static String encode(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  public static String encode(byte[] bytes) {
    return URL.encodeToString(bytes);
  }

  public static byte[] decode(String text) {
    return Base64.getUrlDecoder().decode(text);
  }

  public static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return random;
  }

  /** The value of a parameter in a query or a form, or an empty text. */
  public static String parameter(String form, String name) {
    int at = form.startsWith(name + "=") ? 0 : form.indexOf("&" + name + "=") + 1;
    if (at == 0 && !form.startsWith(name + "=")) {
      return "";
    }
    int from = at + name.length() + 1;
    int end = form.indexOf('&', from);
    return URLDecoder.decode(
        form.substring(from, end < 0 ? form.length() : end), StandardCharsets.UTF_8);
  }

  /** The text of a member in compact JSON, or an empty text. */
  public static String member(String json, String name) {
    int at = json.indexOf("\"" + name + "\":\"");
    if (at < 0) {
      return "";
    }
    int from = at + name.length() + 4;
    return json.substring(from, json.indexOf('"', from));
  }

  /** A bearer token of the host product for this user, valid for an hour. */
  public static String bearer(String user) {
    String claims =
        encode(
            "{\"sub\":\"%s\",\"role\":\"authenticated\",\"aud\":\"authenticated\",\"exp\":%d}"
                .formatted(user, System.currentTimeMillis() / 1000 + 3600));
    return HEADER + "." + claims + "." + hmac(HEADER + "." + claims);
  }

  public static String hmac(String text) {
    return encode(HS256.get().doFinal(text.getBytes(StandardCharsets.US_ASCII)));
  }

  public static byte[] seal(String text) {
    try {
      byte[] nonce = random(12);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, SEAL, new GCMParameterSpec(128, nonce));
      byte[] sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
      byte[] all = Arrays.copyOf(nonce, nonce.length + sealed.length);
      System.arraycopy(sealed, 0, all, nonce.length, sealed.length);
      return all;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String open(byte[] sealed) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, SEAL, new GCMParameterSpec(128, sealed, 0, 12));
      return new String(cipher.doFinal(sealed, 12, sealed.length - 12), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Mac newMac() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(USERS_SECRET.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
