package com.cloudaggregator.bootstrap.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.yaml.snakeyaml.error.MarkedYAMLException;

@ExtendWith(OutputCaptureExtension.class)
class YamlFailureAnalyzerTest {

  @Test
  void reportsLineAndColumnWithoutTheTextOfTheFile(@TempDir Path folder, CapturedOutput output)
      throws Exception {
    Path file = folder.resolve("application.yaml");
    Files.writeString(
        file,
        """
        host:
          name: Host
          client-secret: "not-a-real-secret
        """);
    SpringApplication program =
        new SpringApplicationBuilder(YamlFailureAnalyzerTest.class)
            .web(WebApplicationType.NONE)
            .build();

    assertThatThrownBy(() -> program.run("--spring.config.location=" + file.toUri()))
        .isInstanceOf(MarkedYAMLException.class);

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("A YAML configuration file is not valid at line 4, column 1.")
        .doesNotContain("not-a-real-secret")
        .doesNotContain("\tat ");
  }
}
