/**
 * Makes the OpenAPI documents in {@code docs/api} from the controllers, in tests. Nothing of this runs in a service.
 */
@NullMarked
package io.holdfast.apidocs;

import org.jspecify.annotations.NullMarked;
