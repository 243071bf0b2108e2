@NullMarked
package com.cloudaggregator.bootstrap.mail;

import org.jspecify.annotations.NullMarked;
