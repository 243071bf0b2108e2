package com.cloudaggregator.architecture.planted.web;

import java.sql.Connection;

/** Breaks: only the persistence adapter touches the database. */
record SqlInTheController(Connection connection) {}
