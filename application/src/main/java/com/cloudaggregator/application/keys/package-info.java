/**
 * Key rings: sealing of secrets, re-encryption under a new key, and whether a key may be removed.
 */
@NullMarked
package com.cloudaggregator.application.keys;

import org.jspecify.annotations.NullMarked;
