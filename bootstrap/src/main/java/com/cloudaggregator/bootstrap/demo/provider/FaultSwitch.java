package com.cloudaggregator.bootstrap.demo.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One fault per provider at a time. Requests that a fault delays continue as soon as it is switched
 * off.
 */
public final class FaultSwitch {
  private final Map<Vendor, Fault> faults = new EnumMap<>(Vendor.class);
  private final Map<Vendor, Instant> ends = new EnumMap<>(Vendor.class);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  public Fault of(Vendor vendor) {
    lock.lock();
    try {
      return faults.getOrDefault(vendor, Fault.NONE);
    } finally {
      lock.unlock();
    }
  }

  public void set(Vendor vendor, Fault fault) {
    lock.lock();
    try {
      faults.put(vendor, fault);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Invalidates the access tokens that were issued before this time. */
  public void endAccessTokens(Vendor vendor, Instant before) {
    lock.lock();
    try {
      ends.put(vendor, before);
    } finally {
      lock.unlock();
    }
  }

  boolean isOver(Vendor vendor, Instant issued) {
    lock.lock();
    try {
      return issued.isBefore(ends.getOrDefault(vendor, Instant.MIN));
    } finally {
      lock.unlock();
    }
  }

  public void clear() {
    for (Vendor vendor : Vendor.values()) {
      set(vendor, Fault.NONE);
    }
  }

  /** Waits while this fault is set, but no longer than {@code most}. */
  void waitWhile(Vendor vendor, Fault fault, Duration most) {
    lock.lock();
    try {
      long left = most.toNanos();
      while (left > 0 && faults.get(vendor) == fault) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
