package com.cloudaggregator.application.webhook;

/** State of the delivery of an event. */
public enum DeliveryState {
  /** To be delivered, for the first time or again. */
  PENDING,
  /** The other side has it. */
  DELIVERED,
  /** Given up; a webhook event holds back the later ones of its account until it is replayed. */
  FAILED,
  /** The channel was not configured, or the user no longer wants to be notified. */
  DISCARDED
}
