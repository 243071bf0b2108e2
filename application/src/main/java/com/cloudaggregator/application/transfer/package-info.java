/**
 * Moving an account to the user who proved control of it: the offer, its preview and the transfer.
 */
@NullMarked
package com.cloudaggregator.application.transfer;

import org.jspecify.annotations.NullMarked;
