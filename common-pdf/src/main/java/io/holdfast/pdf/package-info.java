@NullMarked
package io.holdfast.pdf;

import org.jspecify.annotations.NullMarked;
