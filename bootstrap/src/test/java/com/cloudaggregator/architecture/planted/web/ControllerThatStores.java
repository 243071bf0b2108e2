package com.cloudaggregator.architecture.planted.web;

import com.cloudaggregator.architecture.planted.persistence.PublicRow;

/** Breaks: adapters do not know each other. */
record ControllerThatStores(PublicRow row) {}
