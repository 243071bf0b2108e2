/** What the requester of an owned account sees and does: the preview of his offer, and the transfer itself. */
@NullMarked
package com.cloudaggregator.application.transfer;

import org.jspecify.annotations.NullMarked;
