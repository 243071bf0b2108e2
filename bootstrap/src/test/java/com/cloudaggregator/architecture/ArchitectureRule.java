package com.cloudaggregator.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.conditions.ArchConditions.beFinal;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.all;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.AbstractClassesTransformer;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules of {@code docs/architecture.md}. A rule can be applied to any tree of packages: the
 * program must satisfy it, and on the planted tree it must report each offender.
 */
enum ArchitectureRule {
  EVERY_ROOT_PACKAGE_HAS_CLASSES(
      tree ->
          all(tree.modules("root packages", tree.all()))
              .should(satisfy("have classes", module -> !module.classes().isEmpty()))
              .because("a rule over an empty set checks nothing"),
      "planted.oauth"),

  THE_DOMAIN_KNOWS_NO_FRAMEWORK(
      tree ->
          classes()
              .that(tree.in("domain"))
              .should()
              .onlyDependOnClassesThat(inside(tree, "domain"))
              .because(
                  "the business rules must survive a change of framework, so they use none, not even its annotations"),
      "FrameworkInTheDomain"),

  THE_APPLICATION_KNOWS_NO_FRAMEWORK(
      tree ->
          classes()
              .that(tree.in("application"))
              .should()
              .onlyDependOnClassesThat(inside(tree, "domain", "application"))
              .because("use cases without a framework can be tested without one"),
      "FrameworkInAUseCase",
      "PortThatLeaks"),

  ADAPTERS_DO_NOT_KNOW_EACH_OTHER(
      tree ->
          all(tree.modules("adapters", Tree.ADAPTERS))
              .should(
                  satisfyEach(
                      "not depend on another",
                      module ->
                          module.classes().stream()
                              .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                              .filter(
                                  dependency ->
                                      Tree.ADAPTERS.stream()
                                          .filter(other -> !other.equals(module.name()))
                                          .anyMatch(
                                              other ->
                                                  tree.in(other).test(dependency.getTargetClass())))
                              .map(dependency -> dependency.getDescription())))
              .because("an adapter must be replaceable without a change to another"),
      "ControllerThatStores"),

  NOTHING_DEPENDS_ON_BOOTSTRAP(
      tree ->
          noClasses()
              .that(DescribedPredicate.not(tree.in("bootstrap")))
              .should()
              .dependOnClassesThat(tree.in("bootstrap"))
              .because("it wires all other modules, so a dependency on it would be a cycle"),
      "ControllerThatKnowsTheWiring"),

  NO_PACKAGE_CYCLES(
      tree ->
          slices()
              .matching(tree.root() + ".(**)")
              .should()
              .beFreeOfCycles()
              .because("packages that depend on each other cannot be understood separately"),
      "application.chicken"),

  THE_WEB_USES_USE_CASES_AND_NO_PORTS(
      tree ->
          noClasses()
              .that(tree.in("web"))
              .should()
              .dependOnClassesThat(tree.ports())
              .because("a controller that calls a port makes decisions that belong to a use case"),
      "ControllerWithAPort"),

  OUTSIDE_AN_ADAPTER_ONLY_ITS_ROOT_PACKAGE_IS_USED(
      tree ->
          all(tree.modules("adapters", Tree.ADAPTERS))
              .should(
                  satisfyEach(
                      "be used from outside by their root package only",
                      module ->
                          module.classes().stream()
                              .filter(type -> !type.getPackageName().equals(module.toString()))
                              .flatMap(type -> type.getDirectDependenciesToSelf().stream())
                              .filter(
                                  dependency ->
                                      !tree.in(module.name()).test(dependency.getOriginClass()))
                              .filter(
                                  dependency ->
                                      !dependency
                                          .getOriginClass()
                                          .getPackageName()
                                          .endsWith(".architecture"))
                              .filter(
                                  dependency ->
                                      !(tree.in("bootstrap.security")
                                              .test(dependency.getOriginClass())
                                          && tree.in("oauth.http")
                                              .or(tree.in("oauth.openid"))
                                              .test(dependency.getTargetClass())))
                              .map(dependency -> dependency.getDescription())))
              .because(
                  "the root package holds the configuration and the settings, and the packages below it can change "
                      + "freely; the users' sign-in shares the HTTP sender and the ID-token verifier of the providers"),
      "ReachesIntoAnAdapter"),

  CONTROLLERS_ARE_PACKAGE_PRIVATE(
      tree ->
          classes()
              .that(tree.in("web"))
              .and(
                  annotatedWith("org.springframework.stereotype.Controller")
                      .or(annotatedWith("org.springframework.web.bind.annotation.RestController"))
                      .<JavaClass>forSubtype())
              .should()
              .bePackagePrivate()
              .because("a controller is called by Spring MVC and by no other class"),
      "PublicController"),

  WHAT_IS_PUBLIC_IN_AN_ADAPTER_IS_USED_FROM_ANOTHER_PACKAGE(
      tree ->
          classes()
              .that(tree.in("web").or(tree.in("persistence")).or(tree.in("oauth")))
              .and()
              .areTopLevelClasses()
              .and(
                  DescribedPredicate.not(
                      annotatedWith("org.springframework.context.annotation.Configuration")))
              .should(
                  satisfyEach(
                      "be package-private or used from another package",
                      type ->
                          !type.getModifiers().contains(JavaModifier.PUBLIC)
                                  || type.getDirectDependenciesToSelf().stream()
                                      .anyMatch(
                                          use ->
                                              !use.getOriginClass()
                                                  .getPackageName()
                                                  .equals(type.getPackageName()))
                              ? Stream.empty()
                              : Stream.of(
                                  type.getName() + " is public and used in its own package alone")))
              .because("a class that only its own package uses can be package-private"),
      "PublicWithoutNeed"),

  ONLY_PERSISTENCE_TOUCHES_THE_DATABASE(
      tree ->
          noClasses()
              .that(
                  DescribedPredicate.not(
                      tree.in("persistence").or(tree.in("bootstrap.demo.database"))))
              .should()
              .dependOnClassesThat(
                  resideInAnyPackage(
                          "java.sql..",
                          "javax.sql..",
                          "jakarta.persistence..",
                          "jakarta.transaction..",
                          "liquibase..",
                          "org.hibernate..",
                          "org.postgresql..",
                          "org.springframework.dao..",
                          "org.springframework.data..",
                          "org.springframework.jdbc..",
                          "org.springframework.orm..",
                          "org.springframework.session.jdbc..",
                          "org.springframework.transaction..")
                      // Hibernate Validator validates settings and does not use the
                      // database.
                      .and(DescribedPredicate.not(resideInAnyPackage("org.hibernate.validator.."))))
              .because(
                  "23505 and transactions are handled in one module; the demo starts its own database and is the exception"),
      "SqlInTheController",
      "TransactionInTheWiring"),

  ONLY_OAUTH_TOUCHES_NIMBUS(
      tree ->
          noClasses()
              .that(DescribedPredicate.not(tree.in("oauth").or(tree.in("bootstrap.security"))))
              .should()
              .dependOnClassesThat(resideInAnyPackage("com.nimbusds.."))
              .because(
                  "tokens are created and verified in one module; users' tokens are decoded by the filter chain"),
      "NimbusInTheWiring"),

  ONLY_OAUTH_CALLS_OTHERS(
      tree ->
          noClasses()
              .that(
                  DescribedPredicate.not(
                      tree.in("oauth")
                          .or(tree.in("bootstrap.security"))
                          .or(tree.in("bootstrap.installation"))))
              .should()
              .dependOnClassesThat(
                  resideInAnyPackage(
                          "java.net.http..",
                          "org.apache.hc..",
                          "org.springframework.boot.restclient..",
                          "org.springframework.http.client..",
                          "org.springframework.web.client..",
                          "org.springframework.web.reactive.function.client..")
                      .or(assignableTo("java.net.URLConnection")))
              .because(
                  "every call needs the deadline, the size limit and the redirect policy of the one sender; "
                      + "the filter chain fetches the users' key set with it, and the installation check, a separate run, "
                      + "calls the program that it checks"),
      "HttpInTheController",
      "HttpInAUseCase"),

  ENTITIES_AND_REPOSITORIES_STAY_INSIDE(
      tree ->
          classes()
              .that(
                  annotatedWith("jakarta.persistence.Entity")
                      .<JavaClass>forSubtype()
                      .or(assignableTo("org.springframework.data.repository.Repository"))
                      .or(
                          describe(
                              "are named so",
                              type -> type.getSimpleName().endsWith("JpaRepository"))))
              .should()
              .haveNameMatching(".*(Entity|JpaRepository)")
              .andShould(
                  satisfyEach(
                      "be used in the persistence module only",
                      type ->
                          type.getDirectDependenciesToSelf().stream()
                              .filter(use -> !tree.in("persistence").test(use.getOriginClass()))
                              .map(use -> use.getDescription())))
              .andShould(
                  satisfyEach(
                      "be package-private unless another package uses them",
                      type ->
                          !type.getModifiers().contains(JavaModifier.PUBLIC)
                                  || type.getDirectDependenciesToSelf().stream()
                                      .anyMatch(
                                          use ->
                                              !use.getOriginClass()
                                                  .getPackageName()
                                                  .equals(type.getPackageName()))
                              ? Stream.empty()
                              : Stream.of(
                                  type.getName() + " is public and used in its own package alone")))
              .because("entities are a detail of the persistence adapter and not domain objects"),
      "PublicRow",
      "PublicWithoutNeedEntity",
      "HoldsARow"),

  PORTS_SPEAK_THE_DOMAINS_LANGUAGE(
      tree ->
          codeUnits()
              .that()
              .areDeclaredInClassesThat(tree.ports())
              .should(haveSignaturesOf(inside(tree, "domain", "application")))
              .because(
                  "a port that names a technology can be implemented with that technology only"),
      "PortThatLeaks"),

  /**
   * An outcome or event is found by being returned by, or passed to, a port or a use case, not by
   * its name.
   */
  OUTCOMES_ARE_SEALED_AND_THEIR_LEAVES_ARE_RECORDS(
      tree ->
          methods()
              .that()
              .areDeclaredInClassesThat(tree.in("domain").or(tree.in("application")))
              .and()
              .arePublic()
              .should(
                  satisfyEach(
                      "have closed outcomes and events, down to records",
                      method ->
                          Stream.concat(
                                  Stream.of(method.getReturnType()),
                                  method.getParameterTypes().stream())
                              .map(JavaType::getAllInvolvedRawTypes)
                              .flatMap(Set::stream)
                              .map(JavaClass::getBaseComponentType)
                              .filter(tree.in("domain").or(tree.in("application")))
                              .filter(JavaClass::isInterface)
                              .flatMap(ArchitectureRule::openings)
                              .map(opening -> method.getFullName() + ": " + opening)))
              .because("a new outcome must not compile until every caller handles it"),
      "OpenAnswer",
      "MutableLeaf"),

  THE_INSIDE_DOES_NOT_CHANGE(
      tree ->
          fields()
              .that()
              .areDeclaredInClassesThat(tree.in("domain").or(tree.in("application")))
              .should(beFinal())
              .because("immutable values can be shared safely"),
      "ChangingThing"),

  NAMES_SAY_SOMETHING(
      tree ->
          noClasses()
              .should()
              .haveNameMatching(".*(Impl|Manager|Helper|Utils?|D[Tt][Oo]|Info|Data)")
              .because("these words fit any class and describe none"),
      "AccountManager",
      "TokenUtils"),

  NO_OLD_DATES(
      tree ->
          noClasses()
              .should()
              .dependOnClassesThat()
              .haveNameMatching(
                  "java\\.util\\.(Date|Calendar|GregorianCalendar)|java\\.sql\\.(Timestamp|Date|Time)")
              .because("they are mutable and depend on the default time zone"),
      "OldDate"),

  NO_CLOCK_OR_RANDOMNESS_OUTSIDE_BOOTSTRAP(
      tree ->
          noClasses()
              .that(DescribedPredicate.not(tree.in("bootstrap")))
              .should()
              .accessTargetWhere(
                  describe(
                      "asks the machine for the time or for chance",
                      ArchitectureRule::asksTheMachine))
              .because("tests must control the time and random values"),
      "Instant.now()",
      "UUID.randomUUID()",
      "java.util.Random.<init>",
      "java.lang.Math.random()"),

  NO_VIRTUAL_THREADS(
      tree ->
          noClasses()
              .should()
              .accessTargetWhere(
                  describe(
                      "starts virtual threads", access -> access.getName().contains("Virtual")))
              .because(
                  "virtual threads that load classes from the executable jar can block each other"
                      + " for good (docs/decisions/0085)"),
      "startVirtualThread",
      "newVirtualThreadPerTaskExecutor"),

  NO_FIELD_INJECTION(
      tree ->
          noFields()
              .should()
              .beAnnotatedWith(
                  describe(
                      "an injection",
                      annotation ->
                          Set.of(
                                  "Autowired",
                                  "Inject",
                                  "Resource",
                                  "Value",
                                  "PersistenceContext",
                                  "PersistenceUnit")
                              .contains(annotation.getRawType().getSimpleName())))
              .because("an object must be complete after construction"),
      "InjectedField"),

  NO_STANDARD_STREAMS(
      tree -> noClasses().should(ACCESS_STANDARD_STREAMS).because("output belongs in the log"),
      "Chatterbox"),

  NO_GENERIC_EXCEPTIONS(
      tree ->
          noClasses()
              .should(THROW_GENERIC_EXCEPTIONS)
              .because("a handler of a generic exception also catches unrelated errors"),
      "ThrowsAnything"),

  EVERY_PACKAGE_IS_NULL_MARKED(
      tree ->
          all(tree.packages())
              .should(
                  satisfy(
                      "be @NullMarked in a package-info.java",
                      unit ->
                          unit.tryGetPackageInfo()
                              .filter(
                                  info ->
                                      info.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                              .isPresent()))
              .because("the compiler then checks every use of null"),
      "planted.application.unmarked"),

  RULES_ARE_KEPT(
      tree ->
          noClasses()
              .should()
              .accessTargetWhere(
                  describe(
                      "lets a rule look at nothing",
                      access -> access.getTarget().getName().equals("allowEmptyShould")))
              .orShould()
              .dependOnClassesThat(resideInAnyPackage("com.tngtech.archunit.library.freeze.."))
              .because("a rule is kept, or changed by a decision record"),
      "LenientRule",
      "FrozenRule");

  private static final Set<String> NOW =
      Set.of(
          "java.time.Instant",
          "java.time.LocalDate",
          "java.time.LocalTime",
          "java.time.LocalDateTime",
          "java.time.OffsetDateTime",
          "java.time.OffsetTime",
          "java.time.ZonedDateTime",
          "java.time.Year",
          "java.time.YearMonth",
          "java.time.MonthDay");
  private static final Pattern CHANCE =
      Pattern.compile(
          "java\\.util\\.(Random|SplittableRandom|random\\..*|concurrent\\.ThreadLocalRandom)|java\\.security\\.SecureRandom");
  private static final Set<String> MAKES_CHANCE =
      Set.of(
          "<init>",
          "current",
          "getInstance",
          "getInstanceStrong",
          "of",
          "getDefault",
          "create",
          "all");

  private final Function<Tree, ArchRule> rule;
  private final List<String> offenders;

  ArchitectureRule(Function<Tree, ArchRule> rule, String... offenders) {
    this.rule = rule;
    this.offenders = List.of(offenders);
  }

  /** The rule for the tree below this package. */
  ArchRule below(String root) {
    return rule.apply(new Tree(root));
  }

  /** The offenders that the report on the planted tree must name. */
  List<String> offenders() {
    return offenders;
  }

  /** Classes of Java, JSpecify and these modules. */
  private static DescribedPredicate<JavaClass> inside(Tree tree, String... modules) {
    DescribedPredicate<JavaClass> known = resideInAnyPackage("java..", "org.jspecify.annotations");
    for (String module : modules) {
      known = known.or(tree.in(module));
    }
    return known;
  }

  private static Stream<String> openings(JavaClass type) {
    if (type.isEnum() || type.isRecord()) {
      return Stream.empty();
    }
    Collection<JavaClass> leaves = type.getPermittedSubclasses().orElse(Set.of());
    return leaves.isEmpty()
        ? Stream.of(type.getName() + " is neither sealed nor a record")
        : leaves.stream().flatMap(ArchitectureRule::openings);
  }

  private static boolean asksTheMachine(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getFullName();
    String name = access.getTarget().getName();
    boolean byClock =
        access.getTarget() instanceof CodeUnitAccessTarget target
            && target.getRawParameterTypes().stream()
                .anyMatch(type -> type.isEquivalentTo(Clock.class));
    return NOW.contains(owner) && name.equals("now") && !byClock
        || owner.equals("java.time.Clock")
            && (name.startsWith("system") || name.startsWith("tick"))
            && !byClock
        || owner.equals("java.lang.System")
            && Set.of("currentTimeMillis", "nanoTime").contains(name)
        || owner.equals("java.util.UUID") && name.equals("randomUUID")
        || owner.equals("java.lang.Math") && name.equals("random")
        || CHANCE.matcher(owner).matches() && MAKES_CHANCE.contains(name);
  }

  private static ArchCondition<JavaCodeUnit> haveSignaturesOf(
      DescribedPredicate<JavaClass> allowed) {
    return satisfyEach(
        "have signatures of types that " + allowed.getDescription(),
        unit ->
            Stream.concat(
                    Stream.concat(
                            unit.getParameterTypes().stream(), Stream.of(unit.getReturnType()))
                        .map(JavaType::getAllInvolvedRawTypes)
                        .flatMap(Set::stream),
                    unit.getExceptionTypes().stream())
                .map(JavaClass::getBaseComponentType)
                .filter(allowed.negate())
                .map(type -> unit.getFullName() + " speaks of " + type.getName()));
  }

  private static <T> ArchCondition<T> satisfy(String description, Predicate<T> holds) {
    return satisfyEach(
        description,
        thing ->
            holds.test(thing) ? Stream.empty() : Stream.of(thing + " does not " + description));
  }

  /** A condition that holds if there is no complaint. */
  private static <T> ArchCondition<T> satisfyEach(
      String description, Function<T, Stream<String>> complaints) {
    return new ArchCondition<>(description) {
      @Override
      public void check(T thing, ConditionEvents events) {
        complaints
            .apply(thing)
            .forEach(complaint -> events.add(SimpleConditionEvent.violated(thing, complaint)));
      }
    };
  }

  /** A tree of packages with the program's modules. */
  private record Tree(String root) {
    private static final List<String> ADAPTERS = List.of("web", "persistence", "oauth");

    List<String> all() {
      return List.of("domain", "application", "web", "persistence", "oauth", "bootstrap");
    }

    DescribedPredicate<JavaClass> in(String module) {
      return resideInAnyPackage(root + "." + module + "..");
    }

    /**
     * The top-level interfaces of the application that are not sealed, and what is declared in
     * them.
     */
    DescribedPredicate<JavaClass> ports() {
      return describe(
          "are outbound ports",
          type -> {
            JavaClass top = type;
            while (top.getEnclosingClass().isPresent()) {
              top = top.getEnclosingClass().get();
            }
            return in("application").test(top)
                && top.isInterface()
                && !top.isAnnotation()
                && top.getPermittedSubclasses().isEmpty();
          });
    }

    AbstractClassesTransformer<Module> modules(String description, List<String> names) {
      return new AbstractClassesTransformer<>(description) {
        @Override
        public Iterable<Module> doTransform(JavaClasses classes) {
          return names.stream().map(name -> module(name, classes)).toList();
        }
      };
    }

    private Module module(String name, JavaClasses classes) {
      return new Module(
          root,
          name,
          classes.stream()
              .filter(in(name))
              .filter(type -> !type.getSimpleName().equals("package-info"))
              .collect(Collectors.toSet()));
    }

    AbstractClassesTransformer<JavaPackage> packages() {
      return new AbstractClassesTransformer<>("packages") {
        @Override
        public Iterable<JavaPackage> doTransform(JavaClasses classes) {
          return classes.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
        }
      };
    }
  }

  /** The classes of one module of a tree. */
  private record Module(String root, String name, Set<JavaClass> classes) {
    @Override
    public String toString() {
      return root + "." + name;
    }
  }
}
