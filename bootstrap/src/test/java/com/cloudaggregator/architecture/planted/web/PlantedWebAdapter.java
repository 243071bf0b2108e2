package com.cloudaggregator.architecture.planted.web;

import org.springframework.context.annotation.Configuration;

/** As it should be, were it alone. */
@Configuration(proxyBeanMethods = false)
public class PlantedWebAdapter {}
