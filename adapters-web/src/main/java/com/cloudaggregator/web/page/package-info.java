/**
 * What all pages share (frame, headers, language, theme), and the home, sign-in and settings pages.
 */
@NullMarked
package com.cloudaggregator.web.page;

import org.jspecify.annotations.NullMarked;
