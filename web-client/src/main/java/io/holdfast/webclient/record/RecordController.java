package io.holdfast.webclient.record;

import io.holdfast.webclient.backend.Account;
import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Page;
import io.holdfast.webclient.backend.RecordEntry;
import io.holdfast.webclient.backend.Records;
import io.holdfast.webclient.backend.Service;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.OwnEvents;
import io.holdfast.webclient.site.Visitor;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** Who did what: for a person, for the organizer of an event, and for operators. */
@Controller
class RecordController {

    private final Records records;
    private final OwnEvents own;

    RecordController(Records records, OwnEvents own) {
        this.records = records;
        this.own = own;
    }

    @GetMapping("/account/activity")
    String ofAccount(
            @RequestParam(defaultValue = "") String of,
            @RequestParam(required = false) @Nullable String cursor,
            Visitor visitor,
            Model model) {
        List<Service> services = List.of(Service.AUTH, Service.ORDERS, Service.EVENTS);
        Service chosen = chosen(of, services);
        Page<RecordEntry> page = records.own(chosen, visitor.requireToken(), cursor);
        model.addAttribute("back", "/account");
        return show(page, chosen, services, "/account/activity", model);
    }

    @GetMapping("/organizer/events/{id:[\\w-]{1,64}}/activity")
    String ofEvent(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String of,
            @RequestParam(required = false) @Nullable String cursor,
            Visitor visitor,
            Model model) {
        Event event = own.require(id, visitor);
        List<Service> services = List.of(Service.EVENTS, Service.ORDERS);
        Service chosen = chosen(of, services);
        Page<RecordEntry> page = ofEvent(chosen, visitor.requireToken(), event, cursor);
        model.addAttribute("event", event);
        model.addAttribute("back", "/organizer/events/" + id);
        return show(page, chosen, services, "/organizer/events/" + id + "/activity", model);
    }

    @GetMapping("/operator/record")
    String all(
            @RequestParam(defaultValue = "") String of,
            @RequestParam(required = false) @Nullable String account,
            @RequestParam(required = false) @Nullable String event,
            @RequestParam(required = false) @Nullable String cursor,
            Visitor visitor,
            Model model) {
        String token = visitor.requireToken();
        Account visiting = visitor.account();
        if (visiting != null && !visiting.isOperator()) {
            throw new ServiceProblem(Service.AUTH, 404, "not-found", "the visitor is no operator", List.of(), null);
        }
        List<Service> services = List.of(Service.AUTH, Service.EVENTS, Service.ORDERS, Service.PAYMENTS);
        Service chosen = chosen(of, services);
        UriComponentsBuilder here = UriComponentsBuilder.fromPath("/operator/record");
        if (account != null) {
            here.queryParam("account", "{account}");
        }
        if (event != null) {
            here.queryParam("event", "{event}");
        }
        Page<RecordEntry> page = records.all(chosen, token, account, event, cursor);
        model.addAttribute("everything", true);
        model.addAttribute("back", "/operator");
        return show(
                page,
                chosen,
                services,
                here.encode()
                        .build(Stream.of(account, event)
                                .filter(Objects::nonNull)
                                .toArray())
                        .toString(),
                model);
    }

    /** A draft, or an event so new that its message has not reached orders-service, has no orders. */
    private Page<RecordEntry> ofEvent(Service service, String token, Event event, @Nullable String cursor) {
        try {
            return records.ofEvent(service, token, event.id(), cursor);
        } catch (ServiceProblem problem) {
            if (service == Service.ORDERS && problem.status() == 404) {
                return new Page<>(List.of(), null);
            }
            throw problem;
        }
    }

    private static Service chosen(String of, List<Service> services) {
        return services.stream()
                .filter(service -> service.key().equals(of.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(services.getFirst());
    }

    private static String show(
            Page<RecordEntry> page, Service chosen, List<Service> services, String here, Model model) {
        model.addAttribute("page", page);
        model.addAttribute("chosen", chosen);
        model.addAttribute("services", services);
        model.addAttribute("here", here + (here.contains("?") ? "&" : "?") + "of=");
        model.addAttribute("zone", ZoneOffset.UTC);
        return "record/record";
    }
}
