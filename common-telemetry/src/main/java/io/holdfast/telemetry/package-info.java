/** Metrics, traces, and the fields of log lines, for every service. */
@NullMarked
package io.holdfast.telemetry;

import org.jspecify.annotations.NullMarked;
