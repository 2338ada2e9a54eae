/**
 * What every HTTP service of Holdfast repeats: problem details, session verification, idempotency keys, paging, limits.
 * Add the module, set {@code holdfast.web.jwks-uri}, and it is on.
 */
@NullMarked
package io.holdfast.web;

import org.jspecify.annotations.NullMarked;
