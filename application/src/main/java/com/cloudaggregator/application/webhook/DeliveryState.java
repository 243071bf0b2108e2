package com.cloudaggregator.application.webhook;

/** State of the delivery of an event. */
public enum DeliveryState {
  /** To be delivered, for the first time or again. */
  PENDING,
  /** The host product answered 2xx. */
  DELIVERED,
  /** Given up; holds back the later events of its account until it is replayed. */
  FAILED,
  /** No webhook was configured. */
  DISCARDED
}
