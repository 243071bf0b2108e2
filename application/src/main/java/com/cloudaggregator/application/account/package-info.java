/** What an owner does with his accounts: list them, let one go. */
@NullMarked
package com.cloudaggregator.application.account;

import org.jspecify.annotations.NullMarked;
