package com.cloudaggregator.web.openapi;

import com.cloudaggregator.web.problem.ErrorCode;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the API description says about a call beyond its mapping and the type of its answer. The
 * texts are in the message files under {@code call.<id>.…}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ApiCall {

  ApiGroup group();

  /**
   * The {@code operationId}: generated clients name their methods after it, so it never changes.
   */
  String id();

  /** The query parameters that are read. */
  ApiParameter[] query() default {};

  /** An example of the body, from which its members are derived; empty if no body is read. */
  String body() default "";

  /** Whether the body and each of its members are optional. */
  boolean bodyOptional() default false;

  /** The types of the answer, if the return type of the method does not say. */
  Class<?>[] answers() default {};

  /** An example of the answer. */
  String answer();

  /** The codes that the call can be refused with, beyond those that every call has. */
  ErrorCode[] refuses() default {};
}
