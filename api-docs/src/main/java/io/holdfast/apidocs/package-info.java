/**
 * The OpenAPI documents, written down from the controllers by tests and kept in {@code docs/api}. Nothing of this runs in a
 * service.
 */
@NullMarked
package io.holdfast.apidocs;

import org.jspecify.annotations.NullMarked;
