package com.cloudaggregator.web;

import org.springframework.context.annotation.Configuration;

/** The one public type of this adapter. */
@Configuration(proxyBeanMethods = false)
public class WebAdapter {}
