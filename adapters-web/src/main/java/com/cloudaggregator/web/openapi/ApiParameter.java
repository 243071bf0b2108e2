package com.cloudaggregator.web.openapi;

import java.util.List;
import java.util.Locale;

/** A parameter in a path or a query. Its description is in the message files. */
public enum ApiParameter {
  PROVIDER("string", "onedrive", "^[a-z][a-z0-9]{1,31}$"),
  ID("string", "0190a000-0000-7000-8000-00000000abcd", ""),
  ACCOUNT("string", "0190a000-0000-7000-8000-00000000abcd", ""),
  USER("string", "a0000000-0000-4000-8000-000000000001", ""),
  MODE("string", "connect", "", "connect", "reauth", "reconnect"),
  RECONNECT_ACCOUNT_ID("string", "0190a000-0000-7000-8000-00000000abcd", ""),
  LIMIT("integer", 50, ""),
  CURSOR("string", "AZCgAAAAcACAAAAAAAAAqw", ""),
  PROVIDER_ACCOUNT_ID("string", "62c0cfcdf8b5bc8c", ""),
  STATUS("string", "connected", "", "connected", "needs_reconnect", "released"),
  STATE("string", "failed", "", "pending", "delivered", "failed", "discarded"),
  TYPE("string", "account.released", "^[a-z_]{1,40}\\.[a-z_]{1,40}$"),
  EVENT("string", "0190a000-0000-7000-8000-00000000abcd", ""),
  ACCOUNT_ID("string", "0190a000-0000-7000-8000-00000000abcd", ""),
  USER_ID("string", "a0000000-0000-4000-8000-000000000001", "^[ -~]{1,255}$"),
  KIND(
      "string",
      "connected",
      "",
      "connected",
      "adopted",
      "transferred_in",
      "transferred_out",
      "released",
      "reconnected",
      "needs_reconnect");

  private final String type;
  private final Object example;
  private final String pattern;
  private final List<String> values;

  ApiParameter(String type, Object example, String pattern, String... values) {
    this.type = type;
    this.example = example;
    this.pattern = pattern;
    this.values = List.of(values);
  }

  /** The name in a path or a query. */
  String parameter() {
    return name().toLowerCase(Locale.ROOT);
  }

  String type() {
    return type;
  }

  Object example() {
    return example;
  }

  /** Empty if any text is allowed. */
  String pattern() {
    return pattern;
  }

  /** Empty if the values are not a closed list. */
  List<String> allowed() {
    return values;
  }
}
