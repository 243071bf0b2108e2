package com.cloudaggregator.architecture.planted;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.freeze.FreezingArchRule;

/** Breaks: rules are kept. This one forgives what was there before. */
final class FrozenRule {
  ArchRule rule() {
    return FreezingArchRule.freeze(ArchRuleDefinition.classes().should().bePublic());
  }
}
