/** What happens to a grant at the token endpoint: it is obtained, refreshed and revoked. */
@NullMarked
package com.cloudaggregator.oauth.token;

import org.jspecify.annotations.NullMarked;
