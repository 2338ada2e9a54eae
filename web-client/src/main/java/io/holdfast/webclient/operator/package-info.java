/** The pages for operators of the site. */
@NullMarked
package io.holdfast.webclient.operator;

import org.jspecify.annotations.NullMarked;
