package io.holdfast.webclient.backend;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Requests to orders-service about waiting rooms. */
@Component
public class WaitingRooms {

    private static final String PATH = "/api/orders/events/{id}/waiting-room";

    private final Backend backend;

    WaitingRooms(Backend backend) {
        this.backend = backend;
    }

    /**
     * The entry of a visitor, and the room.
     *
     * @param token null without a session
     */
    public WaitingRoomEntry entry(String eventId, @Nullable String token) {
        if (token != null) {
            try {
                return backend.get(Service.ORDERS, token, WaitingRoomEntry.class, PATH + "/entry", eventId);
            } catch (SignInNeeded e) {
                // The session has ended: the room is the same for everyone.
                return WaitingRoomEntry.none(room(eventId));
            }
        }
        return WaitingRoomEntry.none(room(eventId));
    }

    /** The receipt of a visitor's entry, signed by the room, as it is to be kept. */
    public ObjectNode receipt(String eventId, String token) {
        return backend.get(Service.ORDERS, token, ObjectNode.class, PATH + "/entry", eventId);
    }

    /** What proves that a visitor's entry was in the list, as it is to be kept. */
    public ObjectNode proof(String eventId, String token) {
        return backend.get(Service.ORDERS, token, ObjectNode.class, PATH + "/entry/proof", eventId);
    }

    private WaitingRoomEntry.Room room(String eventId) {
        return backend.get(Service.ORDERS, null, WaitingRoomEntry.Room.class, PATH, eventId);
    }

    /** The same; empty while orders-service does not answer. */
    public Optional<WaitingRoomEntry> entryIfKnown(String eventId, @Nullable String token) {
        try {
            return Optional.of(entry(eventId, token));
        } catch (ServiceProblem | ServiceUnreachable e) {
            return Optional.empty();
        }
    }

    /**
     * Enters, or finds the entry that the visitor has.
     *
     * @param solution of a puzzle; null or empty for none
     */
    public WaitingRoomEntry enter(String eventId, String token, @Nullable String solution) {
        return backend.decide(
                Service.ORDERS,
                client -> Backend.body(
                        Service.ORDERS,
                        client.post()
                                .uri(PATH + "/entries", eventId)
                                .headers(headers -> Backend.authorize(headers, token))
                                .headers(headers -> Backend.prove(headers, solution))
                                .retrieve()
                                .toEntity(WaitingRoomEntry.class)));
    }
}
