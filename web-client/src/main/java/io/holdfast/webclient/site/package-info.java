/** What every page shares: the visitor, security headers, formats, error pages. */
@NullMarked
package io.holdfast.webclient.site;

import org.jspecify.annotations.NullMarked;
