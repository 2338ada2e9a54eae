package io.holdfast.webclient.account;

import io.holdfast.webclient.backend.Accounts;
import io.holdfast.webclient.backend.PersonalData;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.site.ClientAddress;
import io.holdfast.webclient.site.JsonFile;
import io.holdfast.webclient.site.SessionRelay;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is kept about the visitor: as a file, and to have it forgotten. */
@Controller
class PrivacyController {

    private static final String ERASE = AccountPage.PATH + "/erase";

    /** What is in the way of forgetting the visitor. */
    record Obstacle(String page, String message) {}

    private static final Logger log = LoggerFactory.getLogger(PrivacyController.class);

    private final PersonalData data;
    private final Accounts accounts;
    private final SessionRelay relay;
    private final Lockout lockout;
    private final Clock clock;

    PrivacyController(PersonalData data, Accounts accounts, SessionRelay relay, Lockout lockout, Clock clock) {
        this.data = data;
        this.accounts = accounts;
        this.relay = relay;
        this.lockout = lockout;
        this.clock = clock;
    }

    @GetMapping(AccountPage.PATH + "/data.json")
    ResponseEntity<ObjectNode> file(Visitor visitor) {
        return file(data.of(visitor.requireToken(), clock.instant()));
    }

    static ResponseEntity<ObjectNode> file(ObjectNode kept) {
        return JsonFile.of("holdfast-data.json", kept);
    }

    @GetMapping(ERASE)
    String show(Visitor visitor, Model model) {
        String token = visitor.requireToken();
        try {
            model.addAttribute("details", accounts.details(token));
        } catch (ServiceUnreachable | ServiceProblem e) {
            log.warn("It is not known whether the account has a password: {}", e.getMessage());
        }
        return "account/erase";
    }

    @PostMapping(ERASE)
    String erase(
            @RequestParam(defaultValue = "") String password,
            @RequestParam(required = false) @Nullable String sure,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        String token = visitor.requireToken();
        if (sure == null) {
            model.addAttribute("problem", "erase.sure");
            response.setStatus(400);
            return show(visitor, model);
        }
        try {
            data.erase(token, password, ClientAddress.browser(request));
        } catch (ServiceProblem problem) {
            refuse(problem, response, model);
            return show(visitor, model);
        }
        relay.clear(request, response);
        response.setHeader("Clear-Site-Data", "\"storage\"");
        return "redirect:/?erased";
    }

    private void refuse(ServiceProblem problem, HttpServletResponse response, Model model) {
        switch (problem.code()) {
            case "wrong-password" -> model.addAttribute("passwordProblem", "password.wrong");
            case "sign-in-again" -> model.addAttribute("problem", "account.sign-in-again");
            case "is-operator" -> model.addAttribute("problem", "erase.operator");
            case "still-to-come" -> {
                model.addAttribute("problem", "erase.still-to-come");
                model.addAttribute("obstacles", obstacles(problem));
            }
            case "unavailable" -> model.addAttribute("problem", "erase.later");
            default -> {
                if (problem.status() != 429) {
                    throw problem;
                }
                lockout.show("account.locked", problem, response, model);
            }
        }
        response.setStatus(problem.status());
    }

    static List<Obstacle> obstacles(ServiceProblem problem) {
        List<Obstacle> obstacles = new ArrayList<>();
        for (JsonNode error : problem.errors()) {
            String kind = error.path("field").asString("").equals("events") ? "/organizer/events/" : "/orders/";
            String id = error.path("id").asString("");
            if (id.matches("[\\w-]{1,64}")) {
                obstacles.add(new Obstacle(kind + id, error.path("name").asString("")));
            }
        }
        return obstacles;
    }
}
