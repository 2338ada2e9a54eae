package io.holdfast.webclient.organizer;

import io.holdfast.language.Beginning;
import io.holdfast.webclient.backend.DoorTicket;
import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Order;
import io.holdfast.webclient.backend.Sales;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.site.FormKeys;
import io.holdfast.webclient.site.Formats;
import io.holdfast.webclient.site.OwnEvents;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Check-in at a door of an event: reads the codes of tickets and shows whether to let their holders in. */
@Controller
class DoorController {

    private static final int MOST_SCANS = 12;

    /** Refused check-ins of the time without an answer, whose attendees were let in: nothing else keeps them. */
    private static final int MOST_LATE = 100;

    private static final int LONGEST_CODE = 100;
    private static final String[] NO_GUEST = {};

    /** The only page that may use the camera. */
    private static final String WITH_CAMERA = "camera=(self), geolocation=(), microphone=(), payment=()";

    private final OwnEvents own;
    private final Sales sales;
    private final FiguresLookup lookup;
    private final Formats formats;
    private final Clock clock;

    DoorController(OwnEvents own, Sales sales, FiguresLookup lookup, Formats formats, Clock clock) {
        this.own = own;
        this.sales = sales;
        this.lookup = lookup;
        this.formats = formats;
        this.clock = clock;
    }

    @GetMapping("/organizer/events/{id:[\\w-]{1,64}}/door")
    String page(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String q,
            Visitor visitor,
            HttpServletResponse response,
            Model model) {
        Event event = own.require(id, visitor);
        findGuests(event, q, visitor, model);
        return show(event, List.of(), List.of(), visitor, response, model);
    }

    /**
     * Admits a ticket, or takes a check-in back. It is answered with the page itself and not a redirect: a reload sends the same
     * key and so admits no second attendee, or takes the same check-in back, and none that another door made since.
     *
     * @param guest ids of the order and the ticket of a guest who was found by name, with a bar between them
     * @param q what guests are looked for by, whose list the answer has again
     * @param undo the check-in that was a mistake, as {@link Scan#undo} names it; pages of an earlier release send a code, or what
     *     {@code guest} has
     * @param at when the ticket was shown, if the network was unavailable then; null for now
     * @param late whether there was no answer then
     */
    @PostMapping("/organizer/events/{id:[\\w-]{1,64}}/door")
    String check(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String code,
            @RequestParam(defaultValue = "") String key,
            @RequestParam(required = false) @Nullable String undo,
            @RequestParam(required = false) @Nullable String guest,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) @Nullable String at,
            @RequestParam(defaultValue = "false") boolean late,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Event event = own.require(id, visitor);
        List<Scan> earlier = scans(request, "seen", MOST_SCANS);
        List<Scan> refusedLate = scans(request, "refused-late", MOST_LATE);
        // A button of the list of guests names order and ticket; codes have no bar.
        String button = guest == null ? undo : guest;
        String[] named = button == null ? NO_GUEST : button.split("\\|", -1);
        boolean isNamed = named.length > 1 && !named[0].isEmpty();
        boolean isUndone = guest == null && undo != null;
        String typed = named.length > 1 ? cut(named[1]) : cut(undo == null ? code : undo);
        String checkIn = named.length > 2 && !named[2].isEmpty() ? cut(named[2]) : null;
        if (typed.isEmpty()) {
            model.addAttribute("noCode", true);
            findGuests(event, q, visitor, model);
            return show(event, earlier, refusedLate, visitor, response, model);
        }
        Instant shownAt = instant(at);
        String token = visitor.requireToken();
        Call admission = isNamed
                ? () -> sales.checkInGuest(token, FormKeys.of(key, typed), id, cut(named[0]), typed, shownAt)
                : () -> sales.checkIn(token, FormKeys.of(key, typed), id, typed, shownAt);
        Call reversal = isNamed
                ? () -> sales.takeBackGuest(token, id, cut(named[0]), typed, checkIn)
                : () -> sales.takeBack(token, id, typed, checkIn);
        Scan scan = isUndone
                ? outcome(typed, null, "taken-back", reversal)
                : outcome(typed, shownAt, "admitted", admission);
        model.addAttribute("scan", scan);
        findGuests(event, q, visitor, model);
        if (scan.outcome().equals("unsure")) {
            // Sending it again with the same key does no harm.
            response.setStatus(503);
            if (undo == null) {
                model.addAttribute("key", key);
                model.addAttribute("typed", isNamed ? "" : typed);
            }
            return show(event, earlier, refusedLate, visitor, response, model);
        }
        List<Scan> scans = new ArrayList<>();
        scans.add(scan);
        for (Scan one : earlier) {
            // A check-in that was taken back is not listed any more, and a repeated answer is listed once.
            boolean same = one.code().equals(scan.code()) && one.isAdmitted();
            if (!same || scan.leaves(one)) {
                scans.add(one);
            }
        }
        List<Scan> allLate = new ArrayList<>(refusedLate);
        if (late && !isUndone && scan.isRefused()) {
            allLate.addFirst(scan);
        }
        return show(event, scans, allLate, visitor, response, model);
    }

    /** The guests whose name, address or number begins like this, with their tickets. */
    private void findGuests(Event event, String typed, Visitor visitor, Model model) {
        String wanted = cut(typed);
        model.addAttribute("q", wanted);
        if (wanted.isEmpty()) {
            return;
        }
        try {
            model.addAttribute(
                    "guests", sales.orders(visitor.requireToken(), event.id(), Order.Status.COMPLETED, wanted, null));
        } catch (ServiceUnreachable e) {
            model.addAttribute("guestsAway", true);
        } catch (ServiceProblem problem) {
            if (!problem.mayPass()) {
                throw problem;
            }
            model.addAttribute("guestsAway", true);
        }
    }

    private interface Call {
        DoorTicket answer();
    }

    private Scan outcome(String typed, @Nullable Instant shownAt, String done, Call call) {
        Instant when = shownAt == null ? clock.instant() : shownAt;
        try {
            return scan(done, when, call.answer());
        } catch (ServiceProblem problem) {
            if (problem.mayPass()) {
                return Scan.of("unsure", when, typed);
            }
            if (problem.status() == 404 || problem.status() == 400) {
                // What cannot even be read as a code is no ticket either.
                return Scan.of("not-found", when, typed);
            }
            DoorTicket ticket = DoorTicket.of(problem);
            if (problem.is("ticket-not-valid")) {
                return ticket == null
                        ? Scan.of("ticket-not-valid", when, typed)
                        : scan("ticket-not-valid", when, ticket);
            }
            if (problem.is("check-in-taken-back") && ticket != null) {
                // The page was loaded anew, or sent what it kept: the guest is let in by the next check, if at all.
                return scan("taken-back", when, ticket);
            }
            if (problem.is("checked-in-again") && ticket != null) {
                return scan("checked-in-again", when, ticket);
            }
            if (!problem.is("already-admitted") || ticket == null) {
                throw problem;
            }
            return scan("already-admitted", when, ticket);
        } catch (ServiceUnreachable e) {
            return Scan.of("unsure", when, typed);
        }
    }

    private Scan scan(String outcome, Instant when, DoorTicket ticket) {
        String seat = ticket.seat();
        return Scan.of(outcome, when, ticket, seat == null ? null : formats.seats(List.of(seat)));
    }

    private String show(
            Event event,
            List<Scan> scans,
            List<Scan> refusedLate,
            Visitor visitor,
            HttpServletResponse response,
            Model model) {
        response.setHeader("Permissions-Policy", WITH_CAMERA);
        model.addAttribute("event", event);
        model.addAttribute("scans", scans.subList(0, Math.min(MOST_SCANS, scans.size())));
        model.addAttribute("refusedLate", refusedLate.subList(0, Math.min(MOST_LATE, refusedLate.size())));
        model.addAttribute("figures", lookup.figures(event, visitor));
        if (model.getAttribute("key") == null) {
            model.addAttribute("key", FormKeys.fresh());
        }
        return "organizer/door";
    }

    /** Read from the request, since Spring would split a single parameter at its commas. */
    private static List<Scan> scans(HttpServletRequest request, String name, int most) {
        return Stream.ofNullable(request.getParameterValues(name))
                .flatMap(Stream::of)
                .map(Scan::parse)
                .filter(Objects::nonNull)
                .limit(most)
                .toList();
    }

    private static String cut(String typed) {
        return Beginning.of(typed.strip(), LONGEST_CODE);
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null || text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
