/** What the program is compared with. */
@NullMarked
package com.cloudaggregator.bench.yardstick;

import org.jspecify.annotations.NullMarked;
