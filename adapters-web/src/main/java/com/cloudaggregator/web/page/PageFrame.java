package com.cloudaggregator.web.page;

import com.cloudaggregator.web.Branding;
import com.cloudaggregator.web.WebSettings;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;

/**
 * What every page shows around its content: a variable of the view resolver, so that error pages
 * have it too.
 *
 * @param bannerKey message key; null if there is no banner
 * @param accent whether the host has its own accent color
 * @param images the names of the host's images
 */
record PageFrame(
    String appName,
    @Nullable String bannerKey,
    boolean apiDocs,
    boolean accent,
    Set<String> images,
    @Nullable URI support,
    @Nullable URI help,
    @Nullable URI privacy) {

  static PageFrame of(WebSettings settings) {
    Branding branding = settings.branding();
    return new PageFrame(
        settings.appName(),
        settings.bannerKey().orElse(null),
        settings.apiDocs(),
        branding.accent() != null,
        branding.images().keySet(),
        branding.support(),
        branding.help(),
        branding.privacy());
  }

  @Component
  static final class Registrar implements SmartInitializingSingleton {
    private final ThymeleafViewResolver views;
    private final WebSettings settings;

    Registrar(ThymeleafViewResolver views, WebSettings settings) {
      this.views = views;
      this.settings = settings;
    }

    @Override
    public void afterSingletonsInstantiated() {
      views.addStaticVariable("frame", PageFrame.of(settings));
    }
  }
}
