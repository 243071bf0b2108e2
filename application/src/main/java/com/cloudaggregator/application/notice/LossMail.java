package com.cloudaggregator.application.notice;

import com.cloudaggregator.domain.account.Provider;
import java.time.Instant;
import java.util.Locale;

/**
 * An e-mail to a former owner. Like the notice, it does not name the new owner.
 *
 * @param language of the text
 * @param maskedLabel of the account
 * @param at when the account was moved
 */
public record LossMail(
    EmailAddress to, Locale language, Provider provider, String maskedLabel, Instant at) {}
