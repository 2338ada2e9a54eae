/** What a service has to tell people by e-mail: kept in its database, then written and sent. */
@NullMarked
package io.holdfast.mail;

import org.jspecify.annotations.NullMarked;
