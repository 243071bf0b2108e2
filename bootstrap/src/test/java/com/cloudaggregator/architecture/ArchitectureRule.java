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
 * The rules of {@code docs/architecture}, in its order. Each can be applied to any tree of packages: to the program's
 * own, and to the planted one, whose offenders it must name.
 */
enum ArchitectureRule {
  EVERY_ROOT_PACKAGE_HAS_CLASSES(
      tree -> all(tree.modules("root packages", tree.all()))
          .should(satisfy("have classes", module -> !module.classes().isEmpty()))
          .because("a rule that looks at nothing says nothing"),
      "planted.oauth"),

  THE_DOMAIN_KNOWS_NO_FRAMEWORK(
      tree -> classes()
          .that(tree.in("domain"))
          .should()
          .onlyDependOnClassesThat(inside(tree, "domain"))
          .because("what is true stays true when a framework goes; not even an annotation of one is here"),
      "FrameworkInTheDomain"),

  THE_APPLICATION_KNOWS_NO_FRAMEWORK(
      tree -> classes()
          .that(tree.in("application"))
          .should()
          .onlyDependOnClassesThat(inside(tree, "domain", "application"))
          .because("what can be done is told without a framework, so that it can be tested without one"),
      "FrameworkInAUseCase",
      "PortThatLeaks"),

  ADAPTERS_DO_NOT_KNOW_EACH_OTHER(
      tree -> all(tree.modules("adapters", Tree.ADAPTERS))
          .should(satisfyEach("not depend on another", module -> module.classes().stream()
              .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
              .filter(dependency -> Tree.ADAPTERS.stream()
                  .filter(other -> !other.equals(module.name()))
                  .anyMatch(other -> tree.in(other).test(dependency.getTargetClass())))
              .map(dependency -> dependency.getDescription())))
          .because("each can be replaced alone, and what one does is not hidden in another"),
      "ControllerThatStores"),

  NOTHING_DEPENDS_ON_BOOTSTRAP(
      tree -> noClasses()
          .that(DescribedPredicate.not(tree.in("bootstrap")))
          .should()
          .dependOnClassesThat(tree.in("bootstrap"))
          .because("it wires the others, so it is at the end of every arrow"),
      "ControllerThatKnowsTheWiring"),

  NO_PACKAGE_CYCLES(
      tree -> slices()
          .matching(tree.root() + ".(**)")
          .should()
          .beFreeOfCycles()
          .because("packages that need each other are one package"),
      "application.chicken"),

  THE_WEB_USES_USE_CASES_AND_NO_PORTS(
      tree -> noClasses()
          .that(tree.in("web"))
          .should()
          .dependOnClassesThat(tree.in("application.port"))
          .because("a controller that calls a port has begun to decide"),
      "ControllerWithAPort"),

  EACH_ADAPTER_HAS_ONE_PUBLIC_TYPE(
      tree -> all(tree.modules("adapters", Tree.ADAPTERS))
          .should(satisfyEach("have exactly one public top-level type, their @Configuration", module -> {
            List<JavaClass> open = module.classes().stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .toList();
            return open.size() == 1
                    && open.getFirst().isAnnotatedWith("org.springframework.context.annotation.Configuration")
                ? Stream.empty()
                : Stream.of(module + " has " + open.stream().map(JavaClass::getName).toList());
          }))
          .because("what is not public cannot be depended on"),
      "SecondPublicTypeAdapter"),

  ONLY_PERSISTENCE_TOUCHES_THE_DATABASE(
      tree -> noClasses()
          .that(DescribedPredicate.not(tree.in("persistence").or(tree.in("bootstrap.demo.database"))))
          .should()
          .dependOnClassesThat(resideInAnyPackage(
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
              "org.springframework.transaction.."))
          .because("23505 and transactions have one place; the demo starts its own database and is the exception"),
      "SqlInTheController",
      "TransactionInTheWiring"),

  ONLY_OAUTH_TOUCHES_NIMBUS(
      tree -> noClasses()
          .that(DescribedPredicate.not(tree.in("oauth").or(tree.in("bootstrap.security"))))
          .should()
          .dependOnClassesThat(resideInAnyPackage("com.nimbusds.."))
          .because("tokens are made and read in one place; the users' own are decoded by the filter chain"),
      "NimbusInTheWiring"),

  ONLY_OAUTH_CALLS_OTHERS(
      tree -> noClasses()
          .that(DescribedPredicate.not(
              tree.in("oauth").or(tree.in("bootstrap.security")).or(tree.in("bootstrap.installation"))))
          .should()
          .dependOnClassesThat(resideInAnyPackage(
                  "java.net.http..",
                  "org.apache.hc..",
                  "org.springframework.boot.restclient..",
                  "org.springframework.http.client..",
                  "org.springframework.web.client..",
                  "org.springframework.web.reactive.function.client..")
              .or(assignableTo("java.net.URLConnection")))
          .because("every call has the deadline, the byte cap and the refusal of redirects of the one gateway; "
              + "the users' key set is fetched by the filter chain, and the check of an installation, a run of its own, "
              + "asks the program that it looks at"),
      "HttpInTheController",
      "HttpInAUseCase"),

  ENTITIES_AND_REPOSITORIES_STAY_INSIDE(
      tree -> classes()
          .that(annotatedWith("jakarta.persistence.Entity")
              .<JavaClass>forSubtype()
              .or(assignableTo("org.springframework.data.repository.Repository"))
              .or(describe("are named so", type -> type.getSimpleName().endsWith("JpaRepository"))))
          .should()
          .bePackagePrivate()
          .andShould()
          .haveNameMatching(".*(Entity|JpaRepository)")
          .because("a row is not the domain, and nobody outside may hold one"),
      "PublicRow"),

  PORTS_SPEAK_THE_DOMAINS_LANGUAGE(
      tree -> codeUnits()
          .that()
          .areDeclaredInClassesThat(tree.in("application.port"))
          .should(haveSignaturesOf(inside(tree, "domain", "application")))
          .because("a port that names a technology can be kept by that technology alone"),
      "PortThatLeaks"),

  OUTCOMES_ARE_SEALED_AND_THEIR_LEAVES_ARE_RECORDS(
      tree -> classes()
          .that(tree.in("domain").or(tree.in("application")))
          .and()
          .haveNameMatching(".*(Outcome|Result|AccountEvent)")
          .should(satisfyEach("be closed, down to records", ArchitectureRule::openings))
          .because("a new outcome must not compile until everyone has answered it"),
      "OpenOutcome",
      "MutableLeaf"),

  THE_INSIDE_DOES_NOT_CHANGE(
      tree -> fields()
          .that()
          .areDeclaredInClassesThat(tree.in("domain").or(tree.in("application")))
          .should(beFinal())
          .because("values that do not change can be passed on without thought"),
      "ChangingThing"),

  NAMES_SAY_SOMETHING(
      tree -> noClasses()
          .should()
          .haveNameMatching(".*(Impl|Manager|Helper|Utils?|D[Tt][Oo]|Info|Data)")
          .because("these words fit everything, so they tell nothing"),
      "AccountManager",
      "TokenUtils"),

  NO_OLD_DATES(
      tree -> noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching("java\\.util\\.(Date|Calendar|GregorianCalendar)|java\\.sql\\.(Timestamp|Date|Time)")
          .because("they change, and they guess at a time zone"),
      "OldDate"),

  NO_CLOCK_OR_RANDOMNESS_OUTSIDE_BOOTSTRAP(
      tree -> noClasses()
          .that(DescribedPredicate.not(tree.in("bootstrap")))
          .should()
          .accessTargetWhere(describe("asks the machine for the time or for chance", ArchitectureRule::asksTheMachine))
          .because("a test must be able to say what time it is, and what comes next"),
      "Instant.now()",
      "UUID.randomUUID()",
      "java.util.Random.<init>",
      "java.lang.Math.random()"),

  NO_FIELD_INJECTION(
      tree -> noFields()
          .should()
          .beAnnotatedWith(describe("an injection", annotation -> Set.of(
                  "Autowired", "Inject", "Resource", "Value", "PersistenceContext", "PersistenceUnit")
              .contains(annotation.getRawType().getSimpleName())))
          .because("an object is whole once it is constructed"),
      "InjectedField"),

  NO_STANDARD_STREAMS(
      tree -> noClasses()
          .should(ACCESS_STANDARD_STREAMS)
          .because("what is worth saying is logged"),
      "Chatterbox"),

  NO_GENERIC_EXCEPTIONS(
      tree -> noClasses()
          .should(THROW_GENERIC_EXCEPTIONS)
          .because("whoever catches one catches everything"),
      "ThrowsAnything"),

  EVERY_PACKAGE_IS_NULL_MARKED(
      tree -> all(tree.packages())
          .should(satisfy("be @NullMarked in a package-info.java", unit -> unit.tryGetPackageInfo()
              .filter(info -> info.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
              .isPresent()))
          .because("null is then the exception that is written down, and the compiler checks it"),
      "planted.application.unmarked"),

  RULES_ARE_KEPT(
      tree -> noClasses()
          .should()
          .accessTargetWhere(describe(
              "lets a rule look at nothing", access -> access.getTarget().getName().equals("allowEmptyShould")))
          .orShould()
          .dependOnClassesThat(resideInAnyPackage("com.tngtech.archunit.library.freeze.."))
          .because("a rule is kept, or dropped by a decision record"),
      "LenientRule",
      "FrozenRule");

  private static final Set<String> NOW = Set.of(
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
  private static final Pattern CHANCE = Pattern.compile(
      "java\\.util\\.(Random|SplittableRandom|random\\..*|concurrent\\.ThreadLocalRandom)|java\\.security\\.SecureRandom");
  private static final Set<String> MAKES_CHANCE =
      Set.of("<init>", "current", "getInstance", "getInstanceStrong", "of", "getDefault", "create", "all");

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

  /** What the report on the planted tree must name. */
  List<String> offenders() {
    return offenders;
  }

  /** Domain and application may know Java, JSpecify and these modules. */
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
    boolean byClock = access.getTarget() instanceof CodeUnitAccessTarget target
        && target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Clock.class));
    return NOW.contains(owner) && name.equals("now") && !byClock
        || owner.equals("java.time.Clock") && (name.startsWith("system") || name.startsWith("tick")) && !byClock
        || owner.equals("java.lang.System") && Set.of("currentTimeMillis", "nanoTime").contains(name)
        || owner.equals("java.util.UUID") && name.equals("randomUUID")
        || owner.equals("java.lang.Math") && name.equals("random")
        || CHANCE.matcher(owner).matches() && MAKES_CHANCE.contains(name);
  }

  private static ArchCondition<JavaCodeUnit> haveSignaturesOf(DescribedPredicate<JavaClass> allowed) {
    return satisfyEach("have signatures of types that " + allowed.getDescription(), unit -> Stream.concat(
            Stream.concat(unit.getParameterTypes().stream(), Stream.of(unit.getReturnType()))
                .map(JavaType::getAllInvolvedRawTypes)
                .flatMap(Set::stream),
            unit.getExceptionTypes().stream())
        .map(JavaClass::getBaseComponentType)
        .filter(allowed.negate())
        .map(type -> unit.getFullName() + " speaks of " + type.getName()));
  }

  private static <T> ArchCondition<T> satisfy(String description, Predicate<T> holds) {
    return satisfyEach(
        description, thing -> holds.test(thing) ? Stream.empty() : Stream.of(thing + " does not " + description));
  }

  /** A condition that is met where there is no complaint. */
  private static <T> ArchCondition<T> satisfyEach(String description, Function<T, Stream<String>> complaints) {
    return new ArchCondition<>(description) {
      @Override
      public void check(T thing, ConditionEvents events) {
        complaints.apply(thing).forEach(complaint -> events.add(SimpleConditionEvent.violated(thing, complaint)));
      }
    };
  }

  /** The packages below one root, which has the same modules wherever it is. */
  private record Tree(String root) {
    private static final List<String> ADAPTERS = List.of("web", "persistence", "oauth");

    List<String> all() {
      return List.of("domain", "application", "web", "persistence", "oauth", "bootstrap");
    }

    DescribedPredicate<JavaClass> in(String module) {
      return resideInAnyPackage(root + "." + module + "..");
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
      return new Module(root, name, classes.stream()
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

  /** What one module of a tree holds. */
  private record Module(String root, String name, Set<JavaClass> classes) {
    @Override
    public String toString() {
      return root + "." + name;
    }
  }
}
