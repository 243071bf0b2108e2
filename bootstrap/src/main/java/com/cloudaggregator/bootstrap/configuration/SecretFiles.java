package com.cloudaggregator.bootstrap.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * A secret from a file, as container platforms mount them: {@code CLOUDAGGREGATOR_USERS_SECRET_FILE} names the file
 * whose content, without the line end, becomes {@code CLOUDAGGREGATOR_USERS_SECRET}.
 */
final class SecretFiles {
  private static final String SUFFIX = "_FILE";
  private static final int MAX_BYTES = 64 * 1024;
  private static final List<String> OTHERS =
      List.of("SPRING_DATASOURCE_PASSWORD", "SPRING_LIQUIBASE_PASSWORD", "SPRING_DATASOURCE_URL");

  private SecretFiles() {}

  /** Adds what the files hold to the environment, before its variables, and says which files cannot be read. */
  static List<Problem> addTo(ConfigurableEnvironment environment) {
    var problems = new ArrayList<Problem>();
    var values = new TreeMap<String, Object>();
    for (Map.Entry<String, Object> variable : environment.getSystemEnvironment().entrySet()) {
      String name = variable.getKey();
      if (!name.endsWith(SUFFIX)) {
        continue;
      }
      String target = name.substring(0, name.length() - SUFFIX.length());
      if (!target.startsWith("CLOUDAGGREGATOR_") && !OTHERS.contains(target)) {
        continue;
      }
      if (environment.getSystemEnvironment().containsKey(target)) {
        problems.add(new Problem(property(target), target + " and " + name + " are both set.", "Keep one of the two."));
        continue;
      }
      try {
        Path file = Path.of(variable.getValue().toString());
        if (Files.size(file) > MAX_BYTES) {
          problems.add(new Problem(
              property(target), "The file named by " + name + " is larger than 64 KiB.", "Name the file of one secret."));
          continue;
        }
        values.put(target, Files.readString(file).stripTrailing());
      } catch (IOException | InvalidPathException unreadable) {
        problems.add(new Problem(
            property(target),
            "The file named by " + name + " cannot be read (" + unreadable.getClass().getSimpleName() + ").",
            "Name a file that the program's user may read."));
      }
    }
    if (!values.isEmpty()) {
      // The name's end makes Spring Boot read it by the rules of environment variables.
      var source = new SystemEnvironmentPropertySource("secretFiles-systemEnvironment", values);
      var sources = environment.getPropertySources();
      if (sources.contains(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
        sources.addBefore(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, source);
      } else {
        sources.addFirst(source);
      }
    }
    return problems;
  }

  private static String property(String variable) {
    return variable.toLowerCase(java.util.Locale.ROOT).replace('_', '.').replace("cloudaggregator.", "cloud-aggregator.");
  }
}
