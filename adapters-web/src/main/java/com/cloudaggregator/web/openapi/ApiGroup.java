package com.cloudaggregator.web.openapi;

/** A tag of the description, in the order in which the document lists them. */
public enum ApiGroup {
  CONNECTION("Connection"),
  TRANSFER("Transfer"),
  ACCOUNT("Account"),
  ACCESS_TOKEN("AccessToken"),
  STORAGE("Storage"),
  NOTICE("Notice"),
  ACTIVITY("Activity"),
  OPS("Ops"),
  KEYS("Keys"),
  SERVICE_CALL("ServiceCall"),
  USER("User"),
  WEBHOOK("Webhook");

  private final String tag;

  ApiGroup(String tag) {
    this.tag = tag;
  }

  /** The name of the tag; generated clients name their classes after it, so it never changes. */
  String tag() {
    return tag;
  }
}
