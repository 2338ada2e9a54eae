/** Requests to the services: their JSON as records, their problems as exceptions. */
@NullMarked
package io.holdfast.webclient.backend;

import org.jspecify.annotations.NullMarked;
