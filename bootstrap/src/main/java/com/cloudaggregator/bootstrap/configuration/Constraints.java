package com.cloudaggregator.bootstrap.configuration;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import com.cloudaggregator.bootstrap.configuration.Settings.Key;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * Constraints on {@link Settings}. Null is valid. The payload of the validator is a Boolean:
 * whether http is allowed for loopback addresses.
 */
public final class Constraints {
  static final String KEY_ADVICE =
      "Set it to a list of id:base64-of-32-bytes, the active key first; make a key with:"
          + " openssl rand -base64 32";
  private static final int KEY_BYTES = 32;
  private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");

  private Constraints() {}

  /** An absolute address with https. */
  @Constraint(validatedBy = HttpsAddressValidator.class)
  @Target({ElementType.FIELD, ElementType.TYPE_USE})
  @Retention(RUNTIME)
  public @interface HttpsAddress {
    String message() default "";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
  }

  /** Scheme, host and port. */
  @Constraint(validatedBy = OriginValidator.class)
  @Target({ElementType.FIELD, ElementType.TYPE_USE})
  @Retention(RUNTIME)
  public @interface Origin {
    String message() default "";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
  }

  /** A key that has an id and 32 bytes. */
  @Constraint(validatedBy = KeyEntryValidator.class)
  @Target(ElementType.TYPE_USE)
  @Retention(RUNTIME)
  public @interface KeyEntry {
    String message() default "";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
  }

  /**
   * A whole number of seconds between two durations, both included and written as in a property.
   */
  @Constraint(validatedBy = DurationRangeValidator.class)
  @Target(ElementType.FIELD)
  @Retention(RUNTIME)
  public @interface DurationRange {
    String min() default "0s";

    String max();

    String message() default
        "The duration is out of range or not a whole number of seconds. Set it to a duration from"
            + " {min} to {max}.";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
  }

  /** Validates {@link HttpsAddress}. */
  public static final class HttpsAddressValidator
      implements ConstraintValidator<HttpsAddress, URI> {
    @Override
    public boolean isValid(@Nullable URI address, ConstraintValidatorContext context) {
      return address == null
          || report(Addresses.problem(address, loopbackAllowed(context)), context);
    }
  }

  /** Validates {@link Origin}. */
  public static final class OriginValidator implements ConstraintValidator<Origin, URI> {
    @Override
    public boolean isValid(@Nullable URI address, ConstraintValidatorContext context) {
      return address == null
          || report(Addresses.originProblem(address, loopbackAllowed(context)), context);
    }
  }

  /** Validates {@link KeyEntry}. */
  public static final class KeyEntryValidator implements ConstraintValidator<KeyEntry, Key> {
    @Override
    public boolean isValid(@Nullable Key key, ConstraintValidatorContext context) {
      if (key == null) {
        return true;
      }
      if (!KEY_ID.matcher(key.id()).matches()) {
        return report(
            Optional.of("The key has no id of 1 to 32 of A-Z a-z 0-9 _ -. " + KEY_ADVICE), context);
      }
      return key.secret().length == KEY_BYTES
          || report(Optional.of("The key is not 32 bytes in base64. " + KEY_ADVICE), context);
    }
  }

  /** Validates {@link DurationRange}. */
  public static final class DurationRangeValidator
      implements ConstraintValidator<DurationRange, Duration> {
    private Duration min = Duration.ZERO;
    private Duration max = Duration.ZERO;

    @Override
    public void initialize(DurationRange range) {
      min = DurationStyle.detectAndParse(range.min());
      max = DurationStyle.detectAndParse(range.max());
    }

    @Override
    public boolean isValid(@Nullable Duration duration, ConstraintValidatorContext context) {
      return duration == null
          || duration.compareTo(min) >= 0
              && duration.compareTo(max) <= 0
              && duration.getNano() == 0;
    }
  }

  private static boolean loopbackAllowed(ConstraintValidatorContext context) {
    return Boolean.TRUE.equals(
        context
            .unwrap(HibernateConstraintValidatorContext.class)
            .getConstraintValidatorPayload(Boolean.class));
  }

  private static boolean report(Optional<String> problem, ConstraintValidatorContext context) {
    problem.ifPresent(
        text -> {
          context.disableDefaultConstraintViolation();
          context.buildConstraintViolationWithTemplate(text).addConstraintViolation();
        });
    return problem.isEmpty();
  }
}
