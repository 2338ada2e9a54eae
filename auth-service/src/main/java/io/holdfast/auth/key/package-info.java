/** The keys that sign tokens: kept in the database, agreed on by all replicas, changed on schedule. */
@NullMarked
package io.holdfast.auth.key;

import org.jspecify.annotations.NullMarked;
