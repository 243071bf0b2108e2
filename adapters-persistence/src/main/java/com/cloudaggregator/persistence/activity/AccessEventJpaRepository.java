package com.cloudaggregator.persistence.activity;

import java.util.UUID;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/** The access events of owners. */
interface AccessEventJpaRepository extends Repository<AccessEventEntity, AccessEventEntity.Key> {

  /**
   * Appends an event. The caller has changed the account's row in the same transaction, so numbers
   * are not taken twice.
   *
   * @return its number
   */
  @NativeQuery("SELECT append_access_event(:account, :epoch, :user, :kind)")
  long append(UUID account, long epoch, String user, String kind);
}
