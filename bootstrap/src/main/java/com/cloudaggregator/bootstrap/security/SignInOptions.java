package com.cloudaggregator.bootstrap.security;

import com.cloudaggregator.web.SignInOption;
import java.util.List;

/**
 * Ways to sign in to the built-in pages. The sign-in page shows those of every bean of this type,
 * in bean order.
 */
@FunctionalInterface
public interface SignInOptions {
  List<SignInOption> options();
}
