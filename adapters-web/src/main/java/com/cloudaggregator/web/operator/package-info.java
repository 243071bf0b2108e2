/** What the pages for operators have in common. */
@NullMarked
package com.cloudaggregator.web.operator;

import org.jspecify.annotations.NullMarked;
