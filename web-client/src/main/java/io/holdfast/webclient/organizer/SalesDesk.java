package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Sales;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.Trace;
import io.holdfast.webclient.site.Visitor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds the figures of events; a page that needs them does without while orders-service is away. */
@Component
class SalesDesk {

    private final Executor threads = Trace.threads();
    private final Sales sales;

    SalesDesk(Sales sales) {
        this.sales = sales;
    }

    /**
     * Figures of an event that its visitor organizes, as far as anybody can tell.
     *
     * @return null while orders-service is away
     */
    @Nullable
    Figures of(Event event, Visitor visitor) {
        return of(event, visitor.requireToken(), visitor.account() != null);
    }

    /** Figures of the visitor's own events by id; without those that could not be asked for. */
    Map<String, Figures> of(List<Event> own, String token) {
        Map<String, CompletableFuture<@Nullable Figures>> asked = new HashMap<>();
        for (Event event : own) {
            asked.put(event.id(), CompletableFuture.supplyAsync(() -> of(event, token, true), threads));
        }
        Map<String, Figures> found = new HashMap<>();
        asked.forEach((id, answer) -> {
            Figures figures = answer.join();
            if (figures != null) {
                found.put(id, figures);
            }
        });
        return found;
    }

    private @Nullable Figures of(Event event, String token, boolean own) {
        if (event.isDraft()) {
            return Figures.none(event);
        }
        try {
            return Figures.of(event, sales.of(token, event.id()));
        } catch (ServiceProblem problem) {
            // Published a moment ago, or cancelled as a draft: orders-service has not heard of it.
            if (problem.status() == 404 && own) {
                return Figures.none(event);
            }
            if (problem.status() == 404) {
                throw problem;
            }
            return null;
        } catch (ServiceUnreachable e) {
            return null;
        }
    }
}
