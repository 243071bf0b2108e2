package com.cloudaggregator.application.notice;

/**
 * Where a user is notified.
 *
 * @param wanted whether the user wants e-mails; true until they say otherwise
 */
public record Contact(EmailAddress address, boolean wanted) {}
