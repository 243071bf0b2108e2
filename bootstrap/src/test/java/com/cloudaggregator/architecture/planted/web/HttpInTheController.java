package com.cloudaggregator.architecture.planted.web;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Breaks: only the OAuth adapter calls others. */
final class HttpInTheController {
  HttpURLConnection call() throws IOException {
    return (HttpURLConnection) URI.create("https://provider.example").toURL().openConnection();
  }
}
