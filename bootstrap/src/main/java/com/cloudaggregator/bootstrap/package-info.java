/** Where the program is put together and started. */
@NullMarked
package com.cloudaggregator.bootstrap;

import org.jspecify.annotations.NullMarked;
