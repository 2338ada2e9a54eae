@NullMarked
package io.holdfast.platform;

import org.jspecify.annotations.NullMarked;
