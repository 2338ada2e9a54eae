/** What programs ask a site for: the rules for robots, the map of its pages, icons. */
@NullMarked
package io.holdfast.webclient.discovery;

import org.jspecify.annotations.NullMarked;
