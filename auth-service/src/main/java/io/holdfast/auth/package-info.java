/** auth-service: accounts, sessions and the keys that sign their tokens. */
@NullMarked
package io.holdfast.auth;

import org.jspecify.annotations.NullMarked;
