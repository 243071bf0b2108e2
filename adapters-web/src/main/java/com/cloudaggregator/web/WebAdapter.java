package com.cloudaggregator.web;

import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** Finds the components of the HTTP adapter by scanning the packages below this one. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
public class WebAdapter {
  /** The session attribute with the name of the signed-in user as pages show it; may be absent. */
  public static final String DISPLAY_NAME = "displayName";

  /**
   * The session attribute with the verified e-mail address of the signed-in user, which only their
   * own pages show; absent unless the identity provider supplies it.
   */
  public static final String EMAIL = "email";
}
