package com.cloudaggregator.application.delivery;

/** Where an event for the host product stands. */
public enum DeliveryState {
  /** Still to be delivered, for the first time or again. */
  PENDING,
  /** The host product has answered 2xx. */
  DELIVERED,
  /** Given up; it holds back the later events of its account until it is replayed. */
  FAILED,
  /** There was nobody to deliver it to. */
  DISCARDED
}
