package com.cloudaggregator.architecture.planted;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/** Breaks: rules are kept. This one may look at nothing. */
final class LenientRule {
  ArchRule rule() {
    return ArchRuleDefinition.classes().should().bePublic().allowEmptyShould(true);
  }
}
