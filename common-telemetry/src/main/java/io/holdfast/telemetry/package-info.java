/** What every service shows of itself: metrics, traces, and what log lines have in common. */
@NullMarked
package io.holdfast.telemetry;

import org.jspecify.annotations.NullMarked;
