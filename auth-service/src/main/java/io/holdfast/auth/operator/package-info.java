/** What operators of the site do with accounts and mails. */
@NullMarked
package io.holdfast.auth.operator;

import org.jspecify.annotations.NullMarked;
