package com.cloudaggregator.architecture.planted.persistence;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** Violates: an entity is package-private unless another package of the module uses it. */
@Entity
public class PublicWithoutNeedEntity {
  @Id private long id;
}
