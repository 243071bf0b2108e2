package com.cloudaggregator.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the API's description says of a call beyond what its mapping and its answer's type say already. Requests are read
 * by hand, strictly, so no framework can know it. The words are in the message files under {@code call.<id>.…}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface ApiCall {

  /** The {@code operationId}: clients name their methods by it, so it never changes. */
  String id();

  /** What may stand in the query; nothing else is read. */
  ApiParameter[] query() default {};

  /** An example of the body, which also tells its members; empty when none is read. */
  String body() default "";

  /** Whether the body, and each of its members, may be left out. */
  boolean bodyOptional() default false;

  /** The forms of the answer, where the method's type does not tell. */
  Class<?>[] answers() default {};

  /** An example of the answer. */
  String answer();

  /** What is refused beyond what every call of its kind may be refused for. */
  ErrorCode[] refuses() default {};
}
