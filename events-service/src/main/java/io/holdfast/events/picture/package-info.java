/** Pictures of events: fetched once or uploaded, checked, made smaller, and served by ourselves. */
@NullMarked
package io.holdfast.events.picture;

import org.jspecify.annotations.NullMarked;
