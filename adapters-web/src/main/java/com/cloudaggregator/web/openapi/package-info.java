/** The OpenAPI description of the API, as a document and as a page. */
@NullMarked
package com.cloudaggregator.web.openapi;

import org.jspecify.annotations.NullMarked;
