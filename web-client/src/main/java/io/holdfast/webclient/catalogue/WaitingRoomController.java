package io.holdfast.webclient.catalogue;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.WaitingRoomEntry;
import io.holdfast.webclient.backend.WaitingRooms;
import io.holdfast.webclient.site.FormKeys;
import io.holdfast.webclient.site.JsonFile;
import io.holdfast.webclient.site.ReturnTo;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.node.ObjectNode;

/** The page of a waiting room: entering, one's place, and what the places were drawn from. It leads on those who are admitted. */
@Controller
class WaitingRoomController {

    /** Problems that the page itself explains. */
    private static final Set<String> EXPLAINED = Set.of("sales-closed", "already-entered", "waiting-room-full");

    private final Events events;
    private final WaitingRooms rooms;
    private final GuestCheckout guests;
    private final Clock clock;

    WaitingRoomController(Events events, WaitingRooms rooms, GuestCheckout guests, Clock clock) {
        this.events = events;
        this.rooms = rooms;
        this.guests = guests;
        this.clock = clock;
    }

    @GetMapping("/events/{id:[\\w-]{1,64}}/waiting-room")
    String page(
            @PathVariable String id,
            @RequestParam MultiValueMap<String, String> parameters,
            Visitor visitor,
            Model model) {
        Event event = event(id, visitor);
        TicketChoice choice = TicketChoice.of(parameters);
        if (event.waitingRoom() == null) {
            return leadOn(event, choice);
        }
        WaitingRoomEntry entry = rooms.entry(id, buyersToken(visitor));
        if (entry.isAdmitted()) {
            return leadOn(event, choice);
        }
        GuestCheckout.fill(new LinkedMultiValueMap<>(), visitor, model);
        return show(event, entry, choice, model);
    }

    /** Enters, as the signed-in visitor or as a guest who typed name and address. */
    @PostMapping("/events/{id:[\\w-]{1,64}}/waiting-room")
    String enter(
            @PathVariable String id,
            @RequestParam MultiValueMap<String, String> parameters,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        TicketChoice choice = TicketChoice.of(parameters);
        String address = address(id, choice);
        String token = visitor.isSignedIn() ? visitor.token() : null;
        if (token == null) {
            if (parameters.containsKey("account") || !guests.isChosen(parameters, visitor)) {
                return "redirect:" + ReturnTo.signIn(address);
            }
            token = guests.token(parameters, visitor, request, response, model);
        }
        if (token == null) {
            Event event = event(id, visitor);
            if (event.waitingRoom() == null) {
                return leadOn(event, choice);
            }
            response.setStatus(400);
            return show(event, rooms.entry(id, null), choice, model);
        }
        try {
            rooms.enter(id, token, parameters.getFirst(Proof.SOLUTION));
        } catch (ServiceProblem problem) {
            if (problem.status() == 404) {
                // The room may be gone, which its page knows.
                return "redirect:" + address;
            }
            boolean proof = Proof.isMissing(problem);
            if (!proof && !EXPLAINED.contains(problem.code())) {
                throw problem;
            }
            response.setStatus(problem.status());
            model.addAttribute("problem", "waiting.problem." + (proof ? "proof" : problem.code()));
            if (proof) {
                Proof.ask(parameters, model);
            }
            GuestCheckout.fill(parameters, visitor, model);
            return show(event(id, visitor), rooms.entry(id, token), choice, model);
        }
        return "redirect:" + address;
    }

    /** What the places were drawn from, and a verification of it in the browser. */
    @GetMapping("/events/{id:[\\w-]{1,64}}/waiting-room/draw")
    String draw(@PathVariable String id, Visitor visitor, Model model) {
        Event event = event(id, visitor);
        if (event.waitingRoom() == null) {
            return leadOn(event, TicketChoice.of(new LinkedMultiValueMap<>()));
        }
        model.addAttribute("event", event);
        model.addAttribute("entry", rooms.entry(id, buyersToken(visitor)));
        return "event/draw";
    }

    /** The receipt of the visitor's entry, for {@code ./holdfast draw verify}. */
    @GetMapping("/events/{id:[\\w-]{1,64}}/waiting-room/receipt.json")
    ResponseEntity<ObjectNode> receipt(@PathVariable String id, Visitor visitor) {
        return JsonFile.of("receipt.json", rooms.receipt(id, visitor.requireBuyer()));
    }

    /** What proves that the visitor's entry was in the list. */
    @GetMapping("/events/{id:[\\w-]{1,64}}/waiting-room/proof.json")
    ResponseEntity<ObjectNode> proof(@PathVariable String id, Visitor visitor) {
        return JsonFile.of("proof.json", rooms.proof(id, visitor.requireBuyer()));
    }

    /** Its organizer may have removed its waiting room: who waited there chooses on the event's page then. */
    private Event event(String id, Visitor visitor) {
        return events.event(id, visitor.sentToken()).in(LocaleContextHolder.getLocale());
    }

    /** The token of an account or a guest; null for others. */
    static @Nullable String buyersToken(Visitor visitor) {
        return visitor.isSignedIn() || visitor.getGuest() != null ? visitor.token() : null;
    }

    private static String address(String id, TicketChoice choice) {
        return "/events/" + id + "/waiting-room" + (choice.isEmpty() ? "" : "?" + choice.query());
    }

    private static String leadOn(Event event, TicketChoice choice) {
        return "redirect:" + event.path() + (choice.isEmpty() ? "" : "?" + choice.query());
    }

    private String show(Event event, WaitingRoomEntry entry, TicketChoice choice, Model model) {
        Proof.offer(event, model);
        model.addAttribute("event", event);
        model.addAttribute("entry", entry);
        model.addAttribute("room", entry.room());
        model.addAttribute("choice", choice.isEmpty() ? "" : "?" + choice.query());
        model.addAttribute("now", clock.instant());
        model.addAttribute("key", FormKeys.fresh());
        return "event/waiting-room";
    }
}
