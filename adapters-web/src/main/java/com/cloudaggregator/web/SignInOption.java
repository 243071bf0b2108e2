package com.cloudaggregator.web;

import java.net.URI;
import java.util.Map;

/**
 * One way to sign in: a card whose form is posted to {@code action} with the CSRF token and the
 * fields. Without fields it is a link to {@code action}, as for a sign-in at an identity provider.
 *
 * @param name the text of the button
 * @param description one line below it: a message key, or the text itself
 * @param action a path of this program
 * @param fields hidden fields of the form
 */
public record SignInOption(
    String name, String description, URI action, Map<String, String> fields) {

  public SignInOption {
    fields = Map.copyOf(fields);
  }
}
