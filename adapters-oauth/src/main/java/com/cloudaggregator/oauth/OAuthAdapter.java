package com.cloudaggregator.oauth;

import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/**
 * Everything that calls a provider or the host product, and everything that is signed or sealed.
 * Needs an {@link OAuthSettings} bean, a {@code Clock} and a {@code SecureRandom}. The packages
 * below this one contribute the beans; settings that cannot work are rejected by their
 * constructors, so a started program has settings that can.
 */
@Configuration(proxyBeanMethods = false)
@ComponentScan
public class OAuthAdapter {}
