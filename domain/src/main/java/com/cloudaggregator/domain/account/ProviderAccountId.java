package com.cloudaggregator.domain.account;

/**
 * Identity of an account at its provider. Two are equal only if provider and subject are equal byte
 * by byte; they are never trimmed, lower-cased, normalized or matched by email address.
 *
 * @param provider of the account
 * @param subject the provider's immutable id of the account, 1 to 255 printable ASCII characters
 */
public record ProviderAccountId(Provider provider, String subject) {
  public ProviderAccountId {
    PrintableAscii.require(subject, "A provider account id");
  }

  public static ProviderAccountId of(String provider, String subject) {
    return new ProviderAccountId(new Provider(provider), subject);
  }
}
