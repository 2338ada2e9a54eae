/** The API document, for programs and for people. */
@NullMarked
package io.holdfast.webclient.api;

import org.jspecify.annotations.NullMarked;
