package io.holdfast.platform;

import io.holdfast.local.Ports;

/** Which port the gateway gets. */
final class GatewayPort {

    private static final int USUAL = 8080;

    private GatewayPort() {}

    /**
     * The port that the options name or, if it is taken and was not asked for, any free one.
     *
     * @throws IllegalStateException when a port that was asked for is taken
     */
    static int choose(Options options) {
        if (options.port() == 0) {
            return Ports.free();
        }
        if (Ports.isFree(options.port())) {
            // The gateway is the last to listen.
            Ports.keep(options.port());
            return options.port();
        }
        if (options.portChosen()) {
            throw new IllegalStateException(
                    "port %d is taken. End what uses it, or choose another: --port N (0 for any free one)"
                            .formatted(options.port()));
        }
        int free = Ports.free();
        IO.println("Port %d is taken, so it is %d this time.".formatted(options.port(), free));
        return free;
    }

    /** Whether this run may use the usual ports of the services, too: runs on other ports would compete for them. */
    static boolean isUsual(int port) {
        return port == USUAL;
    }
}
