/** A real OpenID Connect provider for tests. */
@NullMarked
package io.holdfast.identityprovider;

import org.jspecify.annotations.NullMarked;
