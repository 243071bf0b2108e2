package com.cloudaggregator.architecture.planted.application.leak;

import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/** Breaks: ports speak the domain's language; hidden in a type argument. */
public interface PortThatLeaks {
  Optional<List<HttpStatus>> statuses();
}
