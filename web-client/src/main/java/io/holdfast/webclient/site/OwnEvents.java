package io.holdfast.webclient.site;

import io.holdfast.webclient.backend.Account;
import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.Service;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.SignInNeeded;
import java.util.List;
import org.springframework.stereotype.Component;

/** Events for their organizers. For other visitors they do not exist. */
@Component
public class OwnEvents {

    private final Events events;

    OwnEvents(Events events) {
        this.events = events;
    }

    /**
     * The visitor's own event. While auth-service is away it is not known whether it is the visitor's; the services check that
     * themselves.
     *
     * @throws SignInNeeded if there is no session
     */
    public Event require(String id, Visitor visitor) {
        Event event = events.event(id, visitor.requireToken());
        Account account = visitor.account();
        if (account != null && !account.id().equals(event.organizerId())) {
            throw new ServiceProblem(
                    Service.EVENTS, 404, "not-found", "the visitor is not the organizer", List.of(), null);
        }
        return event;
    }
}
