package io.holdfast.webclient.site;

import io.holdfast.webclient.backend.Account;
import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.Service;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.SignInNeeded;
import java.util.List;
import org.springframework.stereotype.Component;

/** Events for whoever organizes them: to everybody else they are not there. */
@Component
public class OwnEvents {

    private final Events events;

    OwnEvents(Events events) {
        this.events = events;
    }

    /**
     * The visitor's own event. While auth-service is away nobody can tell whose it is; what only its organizer may see or
     * do is refused by the services themselves.
     *
     * @throws SignInNeeded if there is no session
     */
    public Event require(String id, Visitor visitor) {
        Event event = events.event(id, visitor.requireToken());
        Account account = visitor.account();
        if (account != null && !account.id().equals(event.organizerId())) {
            throw new ServiceProblem(Service.EVENTS, 404, "not-found", "somebody else's event", List.of(), null);
        }
        return event;
    }
}
