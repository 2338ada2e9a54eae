package io.holdfast.platform;

import java.util.Map;

/**
 * How many event streams the gateway keeps open.
 *
 * @param shared most that are told what one stream of a service tells ({@link SharedStreams}), all event loops together
 * @param perAddress most of these for one client's network
 * @param own most streams that are passed on, each with a connection to a service, for each event loop and replica
 */
record StreamLimits(int shared, int perAddress, int own) {

    private static final StreamLimits USUAL = new StreamLimits(10_000, 500, 2_000);

    static StreamLimits usual() {
        return USUAL;
    }

    /** The settings {@code HOLDFAST_GATEWAY_STREAMS_LIMIT} and {@code HOLDFAST_GATEWAY_STREAMS_PERADDRESS}. */
    static StreamLimits of(Map<String, String> environment) {
        return new StreamLimits(
                number(environment, "HOLDFAST_GATEWAY_STREAMS_LIMIT", USUAL.shared),
                number(environment, "HOLDFAST_GATEWAY_STREAMS_PERADDRESS", USUAL.perAddress),
                USUAL.own);
    }

    private static int number(Map<String, String> environment, String name, int usual) {
        String value = environment.getOrDefault(name, String.valueOf(usual));
        try {
            return Integer.parseUnsignedInt(value.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s needs a number, not %s".formatted(name, value), e);
        }
    }
}
