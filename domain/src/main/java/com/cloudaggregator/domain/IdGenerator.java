package com.cloudaggregator.domain;

import java.util.UUID;

/** Makes the ids of new rows and requests. */
@FunctionalInterface
public interface IdGenerator {

  /**
   * A new, unique id. Ids ascend with the time they were made (UUID version 7, <a
   * href="https://www.rfc-editor.org/rfc/rfc9562#section-5.7">RFC 9562, section 5.7</a>), so that
   * rows made together are close together in an index.
   */
  UUID newId();
}
