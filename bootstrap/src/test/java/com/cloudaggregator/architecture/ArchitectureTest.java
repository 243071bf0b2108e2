package com.cloudaggregator.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** The program satisfies every rule, and every rule rejects the offender planted for it. */
class ArchitectureTest {
  private static final String ROOT = "com.cloudaggregator";
  private static final String PLANTED_ROOT = "com.cloudaggregator.architecture.planted";

  /** The tests of other modules come as directories or, when they are packaged, as jars. */
  private static final ImportOption NO_TEST_JARS =
      location -> !location.matches(Pattern.compile(".*-tests\\.jar!/.*"));

  private static final ImportOption NOTHING_PLANTED =
      location -> !location.contains("/architecture/planted/");

  private static final JavaClasses PROGRAM =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(NO_TEST_JARS)
          .importPackages(ROOT);
  private static final JavaClasses RULES =
      new ClassFileImporter()
          .withImportOption(NOTHING_PLANTED)
          .importPackages(ROOT + ".architecture");
  private static final JavaClasses PLANTED = new ClassFileImporter().importPackages(PLANTED_ROOT);

  /** Exactly one sentence, before {@code @NullMarked}. */
  private static final Pattern ONE_SENTENCE =
      Pattern.compile(
          "/\\*\\*(?:\\{@|[^.@]|\\.(?!\\s))+\\.\\s*\\*/\\s*@NullMarked\\s+package .*",
          Pattern.DOTALL);

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "RULES_ARE_KEPT")
  void theProgramKeeps(ArchitectureRule rule) {
    rule.below(ROOT).check(PROGRAM);
  }

  @Test
  void theRulesThemselvesAreKept() {
    ArchitectureRule.RULES_ARE_KEPT.below(ROOT).check(RULES);
    assertThat(getClass().getResource("/archunit.properties"))
        .as("a file that could relax them")
        .isNull();
    assertThat(getClass().getResource("/archunit_ignore_patterns.txt"))
        .as("a file that could relax them")
        .isNull();
  }

  @ParameterizedTest
  @EnumSource
  void rejectsThePlantedOffender(ArchitectureRule rule) {
    List<String> report =
        rule.below(PLANTED_ROOT).evaluate(PLANTED).getFailureReport().getDetails();

    assertThat(rule.offenders())
        .isNotEmpty()
        .allSatisfy(
            offender -> assertThat(report).anySatisfy(line -> assertThat(line).contains(offender)));
  }

  @ParameterizedTest
  @EnumSource
  void givesAReason(ArchitectureRule rule) {
    assertThat(rule.below(ROOT).getDescription()).contains(", because ");
  }

  @Test
  void doesNotTreatTestClassesAsTheProgram() {
    assertThat(PROGRAM.contain(ArchitectureTest.class)).isFalse();
    assertThat(PROGRAM.stream().map(type -> type.getSimpleName()))
        .contains("CloudAggregator", "CompleteConnection", "CloudAccount", "PersistenceAdapter")
        .noneMatch(name -> name.matches("InMemory.*|TestStore|.*(Test|IT|Contract)"));
  }

  @Test
  void everyPackageHasAOneSentenceDescription() throws IOException {
    List<Path> sources = packageInfos();

    assertThat(sources)
        .hasSizeGreaterThan(10)
        .allSatisfy(
            source ->
                assertThat(Files.readString(source)).as(source.toString()).matches(ONE_SENTENCE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@NullMarked\npackage a;",
        "/** */\n@NullMarked\npackage a;",
        "/** No end */\n@NullMarked\npackage a;",
        "/** One. Two. */\n@NullMarked\npackage a;",
        "/** One. */\npackage a;",
        "/** @author someone. */\n@NullMarked\npackage a;"
      })
  void rejectsAPackageWithoutExactlyOneSentence(String source) {
    assertThat(source).doesNotMatch(ONE_SENTENCE);
  }

  private static List<Path> packageInfos() throws IOException {
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      return modules
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .flatMap(ArchitectureTest::packageInfosBelow)
          .toList();
    }
  }

  private static Stream<Path> packageInfosBelow(Path sources) {
    try (Stream<Path> files = Files.walk(sources)) {
      return files.filter(file -> file.endsWith("package-info.java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
