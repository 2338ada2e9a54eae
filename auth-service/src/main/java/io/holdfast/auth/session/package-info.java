/** Sign-ins: the session kept here, and the short-lived token that says so elsewhere. */
@NullMarked
package io.holdfast.auth.session;

import org.jspecify.annotations.NullMarked;
