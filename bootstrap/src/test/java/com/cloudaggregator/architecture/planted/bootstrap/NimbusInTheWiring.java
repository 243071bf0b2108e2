package com.cloudaggregator.architecture.planted.bootstrap;

import com.nimbusds.jose.JWSAlgorithm;

/** Breaks: only the OAuth adapter touches Nimbus. */
record NimbusInTheWiring(JWSAlgorithm algorithm) {}
