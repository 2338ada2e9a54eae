/** Signing up, in and out, and changing the password. */
@NullMarked
package io.holdfast.webclient.account;

import org.jspecify.annotations.NullMarked;
