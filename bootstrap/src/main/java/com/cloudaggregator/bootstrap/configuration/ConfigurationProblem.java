package com.cloudaggregator.bootstrap.configuration;

import java.util.Locale;

/**
 * One problem of the configuration. It never contains the value of a setting, which may be a
 * secret.
 *
 * @param property the property in kebab case
 * @param text what is wrong and what to do
 */
record ConfigurationProblem(String property, String text) {

  /**
   * The environment variable that sets the property (Spring Boot's rule: dots become underscores,
   * no dashes).
   */
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
