package com.cloudaggregator.architecture.planted.bootstrap;

import org.springframework.transaction.annotation.Transactional;

/** Breaks: only the persistence adapter touches transactions. */
@Transactional
class TransactionInTheWiring {}
