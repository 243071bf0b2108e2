package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The README links to the report of the last run of {@code deploy/verify}, in which every criterion
 * was proven.
 */
class LastReportTest {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("docs/verification/20[0-9-]+\\.md");
  private static final Pattern PICTURE = Pattern.compile("]\\(([^)]+\\.png)\\)");

  @Test
  void isLinkedAndComplete() throws IOException {
    Path last;
    try (Stream<Path> reports = Files.list(TOP.resolve("docs/verification"))) {
      last = reports.filter(file -> file.toString().endsWith(".md")).sorted().toList().getLast();
    }
    List<String> links =
        LINK.matcher(Files.readString(TOP.resolve("README.md")))
            .results()
            .map(it -> it.group())
            .toList();
    String report = Files.readString(last);

    assertThat(links).isNotEmpty().containsOnly("docs/verification/" + last.getFileName());
    assertThat(report)
        .contains("**Every criterion is proven.**")
        .doesNotContain("**Not as the record says.**");
    assertThat(PICTURE.matcher(report).results().map(it -> last.resolveSibling(it.group(1))))
        .hasSize(2)
        .allMatch(Files::exists);
  }
}
