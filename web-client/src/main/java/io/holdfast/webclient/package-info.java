/** The pages: plain HTML made on the server from what the services say over HTTP. */
@NullMarked
package io.holdfast.webclient;

import org.jspecify.annotations.NullMarked;
