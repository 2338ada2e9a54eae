@NullMarked
package io.holdfast.poster;

import org.jspecify.annotations.NullMarked;
