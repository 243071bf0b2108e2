package com.cloudaggregator.bootstrap.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Secrets from files, as container platforms mount them: {@code CLOUDAGGREGATOR_USERS_SECRET_FILE}
 * names the file whose content becomes {@code CLOUDAGGREGATOR_USERS_SECRET}, without a byte-order
 * mark and without whitespace at its end.
 */
final class SecretFiles implements EnvironmentPostProcessor {
  private static final String SUFFIX = "_FILE";
  // Spring Boot reads sources whose name ends like this by the rules of environment variables.
  private static final String NAME =
      "secretFiles-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
  private static final long MAX_BYTES = 64L * 1024;
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final List<String> SPRING_VARIABLES =
      List.of("SPRING_DATASOURCE_PASSWORD", "SPRING_LIQUIBASE_PASSWORD", "SPRING_DATASOURCE_URL");

  /**
   * The files' contents by variable, and the problems of reading them, which {@link SettingsBinder}
   * reports.
   */
  private static final class Source extends SystemEnvironmentPropertySource {
    private final List<ConfigurationProblem> problems;

    Source(Map<String, Object> values, List<ConfigurationProblem> problems) {
      super(NAME, values);
      this.problems = List.copyOf(problems);
    }
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    Map<String, Object> variables = environment.getSystemEnvironment();
    var problems = new ArrayList<ConfigurationProblem>();
    var values = new TreeMap<String, Object>();
    for (Map.Entry<String, Object> variable : variables.entrySet()) {
      String name = variable.getKey();
      String target =
          name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : "";
      if (!target.startsWith("CLOUDAGGREGATOR_") && !SPRING_VARIABLES.contains(target)) {
        continue;
      }
      if (!SPRING_VARIABLES.contains(target) && !KnownProperties.contains(property(target))) {
        problems.add(unknown(name, property(target)));
        continue;
      }
      if (variables.containsKey(target)) {
        problems.add(problem(target, target + " and " + name + " are both set. Keep one of them."));
        continue;
      }
      try {
        Path file = Path.of(variable.getValue().toString());
        if (Files.size(file) > MAX_BYTES) {
          problems.add(
              problem(
                  target,
                  "The file is larger than 64 KiB. Name a file that contains only this secret."));
          continue;
        }
        String content = Files.readString(file);
        String text = content.startsWith(BYTE_ORDER_MARK) ? content.substring(1) : content;
        if (text.isBlank()) {
          problems.add(
              problem(target, "The file is empty. Name a file that contains this secret."));
        }
        values.put(target, text.stripTrailing());
      } catch (IOException | InvalidPathException unreadable) {
        String reason = unreadable.getClass().getSimpleName();
        problems.add(
            problem(
                target,
                "The file cannot be read ("
                    + reason
                    + "). Name a UTF-8 file that the program's user may read."));
        values.put(target, "");
      }
    }
    if (!values.isEmpty() || !problems.isEmpty()) {
      var sources = environment.getPropertySources();
      var source = new Source(values, problems);
      if (sources.contains(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
        sources.addBefore(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, source);
      } else {
        sources.addFirst(source);
      }
    }
  }

  /** The problems of reading the files. */
  static List<ConfigurationProblem> problems(ConfigurableEnvironment environment) {
    return environment.getPropertySources().get(NAME) instanceof Source source
        ? source.problems
        : List.of();
  }

  /**
   * The variable that an operator has set: {@code …_FILE} where the value came from a file, else
   * the given one.
   */
  static String variable(ConfigurableEnvironment environment, String variable) {
    String withoutIndex = variable.replaceAll("_\\d+$", "");
    return environment.getPropertySources().get(NAME) instanceof Source source
            && source.containsProperty(withoutIndex)
        ? withoutIndex + SUFFIX
        : variable;
  }

  /** The property is named after the variable that was set, and so is the variable of its line. */
  private static ConfigurationProblem unknown(String variable, String property) {
    return problem(
        variable,
        "There is no such variable. "
            + KnownProperties.nearest(property)
                .map(
                    near ->
                        "Did you mean "
                            + ConfigurationProblem.environmentVariable(near)
                            + SUFFIX
                            + "? Otherwise remove it.")
                .orElse("Remove it."));
  }

  private static ConfigurationProblem problem(String variable, String text) {
    return new ConfigurationProblem(property(variable), text);
  }

  private static String property(String variable) {
    return variable
        .toLowerCase(Locale.ROOT)
        .replace('_', '.')
        .replace("cloudaggregator.", "cloud-aggregator.");
  }
}
