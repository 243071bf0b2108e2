package com.cloudaggregator.bootstrap.branding;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrandImagesTest {
  @TempDir private Path directory;

  @Test
  void readsTheImagesThatItKnows() throws IOException {
    Files.writeString(directory.resolve("logo.svg"), "<svg/>");
    Files.write(directory.resolve("onedrive.png"), new byte[] {1});
    Files.writeString(directory.resolve("README.txt"), "not an image");

    BrandImages read = BrandImages.read(directory);

    assertThat(read.problems()).isEmpty();
    assertThat(read.images()).containsOnlyKeys("logo", "onedrive");
    assertThat(requireNonNull(read.images().get("logo")).mediaType()).isEqualTo("image/svg+xml");
    assertThat(requireNonNull(read.images().get("onedrive")).bytes()).containsExactly(1);
  }

  @Test
  void readsNothingWithoutADirectory() {
    assertThat(BrandImages.read(null)).isEqualTo(BrandImages.read(null));
    assertThat(BrandImages.read(null).images()).isEmpty();
  }

  @Test
  void reportsLargeAndAmbiguousImages() throws IOException {
    Files.write(directory.resolve("logo.png"), new byte[64 * 1024 + 1]);
    Files.writeString(directory.resolve("box.svg"), "<svg/>");
    Files.write(directory.resolve("box.png"), new byte[] {1});

    assertThat(BrandImages.read(directory).problems())
        .satisfiesExactlyInAnyOrder(
            problem -> assertThat(problem).contains("logo.png is larger than 64 KB"),
            problem -> assertThat(problem).contains("two images named box"));
  }
}
