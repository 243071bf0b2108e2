package com.cloudaggregator.architecture.planted.application;

import java.net.URI;
import java.net.http.HttpRequest;

/** Breaks: only the OAuth adapter calls others. */
final class HttpInAUseCase {
  HttpRequest request() {
    return HttpRequest.newBuilder(URI.create("https://provider.example")).build();
  }
}
