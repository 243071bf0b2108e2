package com.cloudaggregator.domain.account;

/**
 * One drive in the world. Two of them are the same only when provider and subject are equal byte by byte: never
 * trimmed, lower-cased, normalised or matched by e-mail.
 *
 * @param provider where it lives
 * @param subject the provider's own immutable id for it, 1 to 255 printable ASCII characters
 */
public record ProviderAccountId(Provider provider, String subject) {
  public ProviderAccountId {
    PrintableAscii.require(subject, "A provider account id");
  }

  public static ProviderAccountId of(String provider, String subject) {
    return new ProviderAccountId(new Provider(provider), subject);
  }
}
