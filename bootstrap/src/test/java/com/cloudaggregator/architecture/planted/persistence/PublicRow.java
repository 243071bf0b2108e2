package com.cloudaggregator.architecture.planted.persistence;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** Violates: the name of an entity ends with Entity. */
@Entity
public class PublicRow {
  @Id private long id;
}
