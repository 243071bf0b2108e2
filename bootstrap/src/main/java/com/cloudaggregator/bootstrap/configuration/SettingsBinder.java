package com.cloudaggregator.bootstrap.configuration;

import com.cloudaggregator.bootstrap.configuration.Settings.Key;
import com.cloudaggregator.domain.credential.Secret;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validation;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.validator.HibernateValidatorFactory;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanInstantiationException;
import org.springframework.beans.propertyeditors.URIEditor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;

/**
 * Binds {@link Settings} with Spring Boot's binder, validates them, and reports all problems at
 * once. The binder of {@code @EnableConfigurationProperties} stops at the first value that it
 * cannot convert (docs/decisions/0064).
 */
final class SettingsBinder {
  private static final String FILE_PROPERTY = ".file";

  private SettingsBinder() {}

  /**
   * @throws ConfigurationException with all problems, if there are any
   */
  static Settings bind(ConfigurableEnvironment environment) {
    boolean demo = environment.acceptsProfiles(Profiles.of("demo"));
    if (demo && environment.getProperty("spring.datasource.url", "").isBlank()) {
      var defaults =
          new MapPropertySource("demoDefaults", Map.of("cloud-aggregator.database", "embedded"));
      environment.getPropertySources().addLast(defaults);
    }
    var handler = new CollectingHandler();
    Settings settings =
        binder(environment)
            .bindOrCreate(KnownProperties.PREFIX, Bindable.of(Settings.class), handler);
    var problems = new ArrayList<ConfigurationProblem>(SecretFiles.problems(environment));
    addNew(problems, handler.problems);
    addNew(problems, violations(settings));
    addNew(problems, new CrossChecks(settings, environment, demo).problems());
    if (!problems.isEmpty()) {
      throw new ConfigurationException(
          problems, variable -> SecretFiles.variable(environment, variable));
    }
    return settings;
  }

  /** Each step adds only problems of properties that no earlier step has reported. */
  private static void addNew(List<ConfigurationProblem> problems, List<ConfigurationProblem> more) {
    Set<String> reported =
        problems.stream()
            .map(ConfigurationProblem::environmentVariable)
            .collect(Collectors.toSet());
    more.stream()
        .filter(problem -> !reported.contains(problem.environmentVariable()))
        .forEach(problems::add);
  }

  private static Binder binder(ConfigurableEnvironment environment) {
    var conversions = new ApplicationConversionService();
    conversions.addConverter(new SecretConverter());
    conversions.addConverter(new KeyConverter());
    return new Binder(
        ConfigurationPropertySources.get(environment),
        new PropertySourcesPlaceholdersResolver(environment),
        conversions,
        // The default editor would encode an escaped character a second time.
        editors -> editors.registerCustomEditor(URI.class, new URIEditor(false)));
  }

  private static final class SecretConverter implements Converter<String, @Nullable Secret> {
    @Override
    public @Nullable Secret convert(String text) {
      return text.isBlank() ? null : new Secret(text);
    }
  }

  /** Accepts any text; {@link Constraints.KeyEntry} says what is wrong with it. */
  private static final class KeyConverter implements Converter<String, @Nullable Key> {
    @Override
    public @Nullable Key convert(String text) {
      if (text.isBlank()) {
        return null;
      }
      String[] parts = text.strip().split(":", 2);
      return parts.length < 2
          ? new Key("", new byte[0])
          : new Key(parts[0], CrossChecks.base64(parts[1]).orElse(new byte[0]));
    }
  }

  private static List<ConfigurationProblem> violations(Settings settings) {
    try (var factory =
        Validation.byDefaultProvider()
            .configure()
            .messageInterpolator(
                new ParameterMessageInterpolator(Set.of(Locale.ENGLISH), Locale.ENGLISH, false))
            .buildValidatorFactory()) {
      return factory
          .unwrap(HibernateValidatorFactory.class)
          .usingContext()
          .constraintValidatorPayload(settings.allowInsecureLoopback())
          .getValidator()
          .validate(settings)
          .stream()
          .map(violation -> new ConfigurationProblem(property(violation), violation.getMessage()))
          .sorted(Comparator.comparing(ConfigurationProblem::property))
          .toList();
    }
  }

  private static String property(ConstraintViolation<Settings> violation) {
    var name = new StringBuilder(KnownProperties.PREFIX);
    for (Path.Node node : violation.getPropertyPath()) {
      if (node.getIndex() != null) {
        name.append('[').append(node.getIndex()).append(']');
      }
      if (node.getKind() == ElementKind.PROPERTY) {
        name.append('.')
            .append(DataObjectPropertyName.toDashedForm(String.valueOf(node.getName())));
      }
    }
    return name.toString();
  }

  /**
   * Records failures and continues, so that the report has all of them. A value that cannot be
   * converted counts as not set, and so does a blank text.
   */
  private static final class CollectingHandler extends AbstractBindHandler {
    private final List<ConfigurationProblem> problems = new ArrayList<>();
    private final List<ConfigurationPropertyName> failed = new ArrayList<>();

    CollectingHandler() {
      super(new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
    }

    @Override
    public @Nullable Object onSuccess(
        ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
      Object bound = super.onSuccess(name, target, context, result);
      boolean blank = bound instanceof String text && text.isBlank();
      return blank && !name.getParent().toString().endsWith("-parameters") ? null : bound;
    }

    @Override
    public @Nullable Object onFailure(
        ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error) {
      if (failed.stream().noneMatch(other -> name.equals(other) || name.isAncestorOf(other))) {
        problems.add(new ConfigurationProblem(name.toString(), text(target, error)));
      }
      failed.add(name);
      return null;
    }

    @Override
    public void onFinish(
        ConfigurationPropertyName name,
        Bindable<?> target,
        BindContext context,
        @Nullable Object result)
        throws Exception {
      try {
        super.onFinish(name, target, context, result);
      } catch (UnboundConfigurationPropertiesException unbound) {
        unbound.getUnboundProperties().stream()
            .filter(property -> !isBlankAndKnown(property))
            .map(ConfigurationProperty::getName)
            .filter(
                property ->
                    failed.stream()
                        .noneMatch(other -> other.equals(property) || other.isAncestorOf(property)))
            .map(ConfigurationPropertyName::toString)
            .filter(property -> !isFileOfKnown(property))
            .map(
                property ->
                    new ConfigurationProblem(
                        property,
                        "There is no such property. "
                            + KnownProperties.nearest(property)
                                .map(near -> "Did you mean " + near + "? Otherwise remove it.")
                                .orElse("Remove it.")))
            .forEach(problems::add);
      }
    }

    /** A blank text that was converted to null looks unbound. */
    private static boolean isBlankAndKnown(ConfigurationProperty property) {
      return property.getValue().toString().isBlank()
          && KnownProperties.contains(property.getName().toString());
    }

    /** {@code …_FILE} in the environment, whose file {@link SecretFiles} has read. */
    private static boolean isFileOfKnown(String property) {
      if (!property.endsWith(FILE_PROPERTY)) {
        return false;
      }
      String target = property.substring(0, property.length() - FILE_PROPERTY.length());
      return KnownProperties.contains(target);
    }

    private static String text(Bindable<?> target, Exception error) {
      // Only our own constructors' messages: a conversion's message contains the value.
      if (error instanceof BeanInstantiationException
          && error.getCause() instanceof IllegalArgumentException invalid) {
        return "It is not valid: " + invalid.getMessage() + ". Correct it.";
      }
      return "The value cannot be read. Set it to "
          + form(target.getType().resolve(Object.class))
          + ".";
    }

    private static String form(Class<?> type) {
      if (type.isEnum()) {
        return Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" or "));
      }
      return switch (type.getSimpleName()) {
        case "Duration" -> "a duration, as in 30s or 10m";
        case "URI" -> "an absolute https address";
        case "boolean", "Boolean" -> "true or false";
        case "int", "Integer" -> "a whole number";
        default -> "a value as described in docs/configuration.md";
      };
    }
  }
}
