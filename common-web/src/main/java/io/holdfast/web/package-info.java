/**
 * The common parts of Holdfast's HTTP services: problem details, session verification, idempotency keys, paging, limits. Active where
 * {@code holdfast.web.jwks-uri} is set.
 */
@NullMarked
package io.holdfast.web;

import org.jspecify.annotations.NullMarked;
