package io.holdfast.platform;

import java.time.Duration;

/**
 * How long a client of the gateway may take, as in the configuration of nginx.
 *
 * @param headers from the connection to the end of the first request's headers
 * @param idle from an answer to the end of the next request's headers
 * @param pause between two pieces of a body
 * @param body for a whole body
 */
record ClientTimes(Duration headers, Duration idle, Duration pause, Duration body) {

    static ClientTimes usual() {
        return new ClientTimes(
                Duration.ofSeconds(15), Duration.ofSeconds(75), Duration.ofSeconds(15), Duration.ofMinutes(2));
    }
}
