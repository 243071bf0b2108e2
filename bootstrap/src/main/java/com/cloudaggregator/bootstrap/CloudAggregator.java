package com.cloudaggregator.bootstrap;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The program. */
@SpringBootApplication
public class CloudAggregator {
  public static void main(String[] arguments) {
    SpringApplication.run(CloudAggregator.class, arguments);
  }
}
