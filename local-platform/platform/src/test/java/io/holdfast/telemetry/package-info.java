/** What can be told of {@code common-telemetry} only where all services come together. */
@org.jspecify.annotations.NullMarked
package io.holdfast.telemetry;
