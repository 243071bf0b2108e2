package com.cloudaggregator.architecture.planted.persistence;

import java.util.Date;

/** Breaks: no old dates. */
record OldDate(Date date) {}
