package com.cloudaggregator.architecture.planted.web.transfer;

/** Breaks: what is public in an adapter is used from another package. */
public class PublicWithoutNeed {}
