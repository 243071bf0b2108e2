package com.cloudaggregator.persistence;

import org.springframework.context.annotation.Configuration;

/** The one public type of this adapter. */
@Configuration(proxyBeanMethods = false)
public class PersistenceAdapter {}
