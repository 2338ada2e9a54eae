/**
 * {@code ./holdfast chaos}: faults on the real thing. The system runs as separate processes; parts of it are killed, frozen, cut off and
 * robbed of their disks while clients use it; every answer is kept, and compared with what is there in the end.
 */
@NullMarked
package io.holdfast.chaos;

import org.jspecify.annotations.NullMarked;
