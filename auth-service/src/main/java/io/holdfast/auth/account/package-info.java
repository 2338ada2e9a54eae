/** Who has an account, and how they prove it: sign-up, sign-in, passwords. */
@NullMarked
package io.holdfast.auth.account;

import org.jspecify.annotations.NullMarked;
