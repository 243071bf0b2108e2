package com.cloudaggregator.oauth;

/** The HTTP method for user info or storage. */
public enum ResourceMethod {
  GET,
  POST
}
