/** Signing up, in and out. */
@NullMarked
package io.holdfast.webclient.account;

import org.jspecify.annotations.NullMarked;
