package com.cloudaggregator.webtest;

import com.cloudaggregator.domain.account.UserId;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Fails in a way that no controller of the adapter does. */
@RestController
final class FaultyController {
  @GetMapping("/me/fault/{text}")
  String fail(@PathVariable String text, UserId caller) {
    throw new IllegalStateException(text);
  }
}
