/** HTTP on plain sockets, and what both ends need of encodings, JSON and cryptography. */
@NullMarked
package com.cloudaggregator.bench.protocol;

import org.jspecify.annotations.NullMarked;
