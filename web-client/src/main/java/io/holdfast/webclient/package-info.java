/** The pages: HTML rendered on the server from what the services answer over HTTP. */
@NullMarked
package io.holdfast.webclient;

import org.jspecify.annotations.NullMarked;
