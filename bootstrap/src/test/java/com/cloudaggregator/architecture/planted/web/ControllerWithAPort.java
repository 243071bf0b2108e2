package com.cloudaggregator.architecture.planted.web;

import com.cloudaggregator.architecture.planted.application.leak.PortThatLeaks;

/** Breaks: the web uses use cases and no ports. */
record ControllerWithAPort(PortThatLeaks port) {}
