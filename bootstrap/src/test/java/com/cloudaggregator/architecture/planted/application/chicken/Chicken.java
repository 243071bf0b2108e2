package com.cloudaggregator.architecture.planted.application.chicken;

import com.cloudaggregator.architecture.planted.application.egg.Egg;

/** Breaks, with {@link Egg}: no package cycles. */
public record Chicken(Egg from) {}
