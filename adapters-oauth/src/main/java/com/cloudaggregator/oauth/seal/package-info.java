/**
 * What is sealed or signed with our own keys: credentials at rest, flow cookies, transfer tokens.
 */
@NullMarked
package com.cloudaggregator.oauth.seal;

import org.jspecify.annotations.NullMarked;
