package com.cloudaggregator.bootstrap.configuration;

import java.util.Locale;

/**
 * One thing wrong with the configuration. It never holds the value that is wrong, which may be a secret.
 *
 * @param property the property in kebab case
 * @param description what is wrong, one sentence
 * @param action what to do, one sentence
 */
record Problem(String property, String description, String action) {

  /** The environment variable that sets the property (Spring Boot's rule: dots to underscores, no dashes). */
  String environmentVariable() {
    return environmentVariable(property);
  }

  static String environmentVariable(String property) {
    return property
        .replace("-", "")
        .replaceAll("\\[(\\d+)]", "_$1")
        .replace('.', '_')
        .toUpperCase(Locale.ROOT);
  }
}
