/** Which vault and signing keys stored rows still need, and re-encryption. */
@NullMarked
package com.cloudaggregator.persistence.keys;

import org.jspecify.annotations.NullMarked;
