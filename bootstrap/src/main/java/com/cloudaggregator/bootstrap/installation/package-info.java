/** Whether a real installation can do what it promises, looked at without changing it. */
@NullMarked
package com.cloudaggregator.bootstrap.installation;

import org.jspecify.annotations.NullMarked;
