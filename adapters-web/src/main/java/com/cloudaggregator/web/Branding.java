package com.cloudaggregator.web;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the pages look like a part of the host's product.
 *
 * @param accent the accent color; null for the built-in one
 * @param support where users ask for help: a mailto or https address; null if there is none
 * @param help the host's help pages; null if there are none
 * @param privacy the host's privacy notice; null if there is none
 * @param images by name: {@code logo}, or the id of a provider whose mark it is
 */
public record Branding(
    @Nullable AccentColor accent,
    @Nullable URI support,
    @Nullable URI help,
    @Nullable URI privacy,
    Map<String, Image> images) {
  /** The name of the host's own logo among the images. */
  public static final String LOGO = "logo";

  /** The pages as they come. */
  public static final Branding NONE = new Branding(null, null, null, null, Map.of());

  public Branding {
    images = Map.copyOf(images);
  }

  /**
   * An image of the host.
   *
   * @param mediaType such as image/svg+xml
   */
  public record Image(String mediaType, byte[] bytes) {
    public Image {
      bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public String toString() {
      return "Image[" + mediaType + "]";
    }
  }
}
