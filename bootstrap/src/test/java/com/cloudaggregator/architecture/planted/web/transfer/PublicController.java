package com.cloudaggregator.architecture.planted.web.transfer;

import org.springframework.web.bind.annotation.RestController;

/** Breaks: controllers are package-private. */
@RestController
public class PublicController {}
