package com.cloudaggregator.architecture.planted.web;

import com.cloudaggregator.architecture.planted.bootstrap.Chatterbox;

/** Breaks: nothing depends on bootstrap. */
record ControllerThatKnowsTheWiring(Chatterbox chatterbox) {}
