package com.cloudaggregator.web.page;

import com.cloudaggregator.web.AccentColor;
import com.cloudaggregator.web.Branding;
import com.cloudaggregator.web.WebSettings;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Serves the host's colors and images, which are read once at the start. */
@Controller
final class BrandAssets {
  private static final CacheControl AN_HOUR =
      CacheControl.maxAge(Duration.ofHours(1)).cachePublic();
  private static final MediaType CSS = MediaType.parseMediaType("text/css;charset=UTF-8");

  private final Branding branding;

  BrandAssets(WebSettings settings) {
    this.branding = settings.branding();
  }

  @GetMapping("/assets/brand.css")
  ResponseEntity<String> css() {
    return Optional.ofNullable(branding.accent())
        .map(AccentColor::css)
        .map(css -> ResponseEntity.ok().cacheControl(AN_HOUR).contentType(CSS).body(css))
        .orElseGet(() -> ResponseEntity.notFound().build());
  }

  @GetMapping("/assets/brand/{name}")
  ResponseEntity<byte[]> image(@PathVariable String name) {
    return Optional.ofNullable(branding.images().get(name))
        .map(
            image ->
                ResponseEntity.ok()
                    .cacheControl(AN_HOUR)
                    .contentType(MediaType.parseMediaType(image.mediaType()))
                    .body(image.bytes()))
        .orElseGet(() -> ResponseEntity.notFound().build());
  }
}
