/** From the user's wish to connect an account to its one owner: the authorization code flow and what its proof of control decides. */
@NullMarked
package com.cloudaggregator.application.connect;

import org.jspecify.annotations.NullMarked;
