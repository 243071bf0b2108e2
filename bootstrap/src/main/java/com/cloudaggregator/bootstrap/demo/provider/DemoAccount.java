package com.cloudaggregator.bootstrap.demo.provider;

/**
 * An invented account at a provider.
 *
 * @param id the id in the user-info answer
 * @param used bytes
 * @param total bytes
 */
record DemoAccount(String id, String displayName, String email, long used, long total) {

  /**
   * A personal Microsoft account's {@code oid}: its 16 hexadecimal digits, padded with zeros to a
   * GUID.
   */
  String objectId() {
    return "00000000-0000-0000-" + id.substring(0, 4) + "-" + id.substring(4);
  }
}
