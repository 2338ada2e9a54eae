@org.jspecify.annotations.NullMarked
package io.holdfast.runtime;
