/** Message texts and times in the language of the caller. */
@NullMarked
package com.cloudaggregator.web.text;

import org.jspecify.annotations.NullMarked;
