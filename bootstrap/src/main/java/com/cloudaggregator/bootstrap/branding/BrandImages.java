package com.cloudaggregator.bootstrap.branding;

import com.cloudaggregator.web.Branding.Image;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The images of {@code branding.directory}: {@code logo} and the marks of providers by their id, as
 * SVG or PNG. Other files are left alone.
 *
 * @param problems why images could not be read; then they are missing
 */
public record BrandImages(Map<String, Image> images, List<String> problems) {
  private static final int MAX_BYTES = 64 * 1024;
  private static final Pattern NAME = Pattern.compile("([a-z][a-z0-9]{1,31})\\.(svg|png)");

  public static BrandImages read(@Nullable Path directory) {
    Map<String, Image> images = new HashMap<>();
    List<String> problems = new ArrayList<>();
    if (directory != null) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        for (Path file : files) {
          read(file, images, problems);
        }
      } catch (IOException e) {
        problems.add(
            "It is not a directory that this program can read. Check path and permissions.");
      }
    }
    return new BrandImages(images, problems);
  }

  private static void read(Path file, Map<String, Image> images, List<String> problems)
      throws IOException {
    Matcher name = NAME.matcher(file.getFileName().toString());
    if (!name.matches()) {
      return;
    }
    if (Files.size(file) > MAX_BYTES) {
      problems.add(
          file.getFileName() + " is larger than 64 KB, and every page loads it. Make it smaller.");
    } else if (images.putIfAbsent(
            name.group(1), new Image(mediaType(name.group(2)), Files.readAllBytes(file)))
        != null) {
      problems.add("There are two images named " + name.group(1) + ". Remove one of them.");
    }
  }

  private static String mediaType(String extension) {
    return extension.equals("svg") ? "image/svg+xml" : "image/png";
  }
}
