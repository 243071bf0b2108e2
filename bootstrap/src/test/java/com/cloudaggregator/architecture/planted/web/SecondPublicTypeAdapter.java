package com.cloudaggregator.architecture.planted.web;

import org.springframework.context.annotation.Configuration;

/** Breaks: each adapter has one public type. */
@Configuration(proxyBeanMethods = false)
public class SecondPublicTypeAdapter {}
