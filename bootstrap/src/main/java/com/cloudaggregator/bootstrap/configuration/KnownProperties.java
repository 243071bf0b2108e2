package com.cloudaggregator.bootstrap.configuration;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/** The names of the properties of {@link Settings}, to suggest one for a name that is misspelt. */
final class KnownProperties {
  static final String PREFIX = "cloud-aggregator";
  private static final Pattern PROVIDER = Pattern.compile("\\.providers\\.[^.]+");

  private KnownProperties() {}

  /** In kebab case; an asterisk stands for the id of a provider. */
  static List<String> names() {
    return names(Settings.class, PREFIX).toList();
  }

  private static Stream<String> names(Class<?> type, String prefix) {
    return Arrays.stream(type.getRecordComponents())
        .flatMap(
            component -> {
              String name = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
              return valueRecord(component)
                  .map(value -> names(value, name + ".*"))
                  .orElseGet(
                      () ->
                          isGroup(component) ? names(component.getType(), name) : Stream.of(name));
            });
  }

  private static boolean isGroup(RecordComponent component) {
    return component.getType().isRecord();
  }

  private static Optional<Class<?>> valueRecord(RecordComponent component) {
    return component.getGenericType() instanceof ParameterizedType type
            && type.getRawType() == Map.class
            && type.getActualTypeArguments()[1] instanceof Class<?> value
            && value.isRecord()
        ? Optional.of(value)
        : Optional.empty();
  }

  /**
   * Whether there is a property of this name, in the form in which an environment variable names it
   * too. An element of a list is named by the list and its index.
   */
  static boolean contains(String name) {
    String uniform =
        name.replace("-", "")
            .replaceFirst("\\.providers\\.[^.]+\\.", ".providers.*.")
            .replaceFirst("(\\[\\d+]|\\.\\d+)$", "");
    return names().stream().map(known -> known.replace("-", "")).anyMatch(uniform::equals);
  }

  /** The known name that is nearest to an unknown one, if one is near. */
  static Optional<String> nearest(String unknown) {
    var provider = PROVIDER.matcher(unknown);
    String id = provider.find() ? provider.group() : ".providers.*";
    return names().stream()
        .map(name -> name.replace(".providers.*", id))
        .filter(
            name -> distance(name, unknown) <= Math.max(2, (name.length() - PREFIX.length()) / 4))
        .min(Comparator.comparingInt(name -> distance(name, unknown)));
  }

  private static int distance(String known, String unknown) {
    return levenshtein(known.replace("-", ""), unknown.replace("-", ""));
  }

  private static int levenshtein(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
