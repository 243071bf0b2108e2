/** The demo panel: a page that causes faults and races, and the initial data of the demo. */
@NullMarked
package com.cloudaggregator.bootstrap.demo.panel;

import org.jspecify.annotations.NullMarked;
