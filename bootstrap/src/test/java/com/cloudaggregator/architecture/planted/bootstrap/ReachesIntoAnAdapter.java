package com.cloudaggregator.architecture.planted.bootstrap;

import com.cloudaggregator.architecture.planted.web.transfer.PublicController;

/** Breaks: outside an adapter only its root package is used. */
record ReachesIntoAnAdapter(PublicController controller) {}
