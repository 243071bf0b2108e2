package com.cloudaggregator.persistence.transaction;

import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Transient;
import org.springframework.data.domain.Persistable;

/**
 * An entity whose id is assigned by the program. It knows whether it is new, so that Spring Data's
 * {@code save} calls {@code persist}: one INSERT and no SELECT before it.
 *
 * @param <I> the type of the id
 */
@MappedSuperclass
public abstract class AssignedIdEntity<I> implements Persistable<I> {
  @Transient private boolean stored;

  @Override
  public boolean isNew() {
    return !stored;
  }

  @PostPersist
  @PostLoad
  void markStored() {
    stored = true;
  }
}
