package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.EventSales;
import io.holdfast.webclient.backend.Sales;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.TracedThreads;
import io.holdfast.webclient.organizer.Happenings.Happening;
import io.holdfast.webclient.site.Visitor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Requests the sales figures of events. Pages are shown without them while orders-service is away. */
@Component
class FiguresLookup {

    private final Executor threads = TracedThreads.executor();
    private final Sales sales;
    private final Happenings happenings;

    FiguresLookup(Sales sales, Happenings happenings) {
        this.sales = sales;
        this.happenings = happenings;
    }

    /**
     * The figures of an event of the visitor, with what happened meanwhile.
     *
     * @return null while orders-service is away
     */
    @Nullable
    Figures figures(Event event, Visitor visitor) {
        String token = visitor.requireToken();
        CompletableFuture<List<Happening>> happened = event.isDraft()
                ? CompletableFuture.completedFuture(List.of())
                : CompletableFuture.supplyAsync(() -> happenings.of(event, token), threads);
        return figures(event, token, visitor.account() != null, happened::join);
    }

    /** The figures of the visitor's events by id, without those that orders-service did not answer. */
    Map<String, Figures> figures(List<Event> own, String token) {
        Map<String, CompletableFuture<@Nullable Figures>> asked = new HashMap<>();
        for (Event event : own) {
            asked.put(event.id(), CompletableFuture.supplyAsync(() -> figures(event, token, true, List::of), threads));
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

    private @Nullable Figures figures(Event event, String token, boolean own, Supplier<List<Happening>> happened) {
        if (event.isDraft()) {
            return Figures.none(event);
        }
        try {
            EventSales known = sales.of(token, event.id());
            return Figures.of(event, known, Happenings.with(happened.get(), known));
        } catch (ServiceProblem problem) {
            // Unknown to orders-service: published a moment ago, or cancelled as a draft.
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
