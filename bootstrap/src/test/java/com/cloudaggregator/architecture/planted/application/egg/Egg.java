package com.cloudaggregator.architecture.planted.application.egg;

import com.cloudaggregator.architecture.planted.application.chicken.Chicken;
import java.util.List;

/** Breaks, with {@link Chicken}: no package cycles. */
public record Egg(List<Chicken> laidBy) {}
