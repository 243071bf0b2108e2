package com.cloudaggregator.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Signs valid and forged ID tokens. */
public final class Signing {
  public static final RSAKey FIRST = generate("first");
  public static final RSAKey SECOND = generate("second");

  private Signing() {}

  private static RSAKey generate(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String set(Object... keys) {
    StringBuilder members = new StringBuilder();
    for (Object key : keys) {
      members
          .append(members.isEmpty() ? "" : ",")
          .append(key instanceof RSAKey rsa ? rsa.toPublicJWK().toJSONString() : key.toString());
    }
    return "{\"keys\":[" + members + "]}";
  }

  public static String sign(Map<String, Object> claims, RSAKey key, @Nullable String keyId) {
    try {
      return sign(
          claims,
          new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build(),
          new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String sign(Map<String, Object> claims, JWSHeader header, JWSSigner signer) {
    JWSObject jws = new JWSObject(header, new Payload(new HashMap<>(claims)));
    try {
      jws.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return jws.serialize();
  }
}
