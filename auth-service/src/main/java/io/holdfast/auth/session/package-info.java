/** Sessions, and the short-lived tokens that tell other services about them. */
@NullMarked
package io.holdfast.auth.session;

import org.jspecify.annotations.NullMarked;
