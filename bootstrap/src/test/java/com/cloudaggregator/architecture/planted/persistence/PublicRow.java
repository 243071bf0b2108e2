package com.cloudaggregator.architecture.planted.persistence;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** Breaks: entities are package-private and named so. */
@Entity
public class PublicRow {
  @Id
  private long id;
}
