package io.holdfast.webclient.account;

import io.holdfast.webclient.backend.PersonalData;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.ClientAddress;
import io.holdfast.webclient.site.SessionRelay;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What is kept about who bought without an account: as a file, and to have it forgotten. */
@Controller
class GuestPrivacyController {

    private static final String PATH = "/guest/data";
    private static final String VIEW = "account/guest-data";

    private final PersonalData data;
    private final SessionRelay relay;
    private final Clock clock;

    GuestPrivacyController(PersonalData data, SessionRelay relay, Clock clock) {
        this.data = data;
        this.relay = relay;
        this.clock = clock;
    }

    @GetMapping({PATH, "/guest/erase"})
    String show(Visitor visitor) {
        visitor.requireBuyer();
        return visitor.getGuest() == null ? "redirect:" + AccountPage.PATH : VIEW;
    }

    @GetMapping(PATH + "/file")
    Object file(Visitor visitor) {
        String token = visitor.requireBuyer();
        try {
            return PrivacyController.file(data.ofGuest(token, clock.instant()));
        } catch (ServiceProblem problem) {
            if (!problem.is("address-not-proven")) {
                throw problem;
            }
            return "redirect:" + PATH + "?prove";
        }
    }

    @PostMapping("/guest/erase")
    String erase(
            @RequestParam(required = false) @Nullable String sure,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        String token = visitor.requireBuyer();
        if (sure == null) {
            model.addAttribute("problem", "erase.sure");
            response.setStatus(400);
            return show(visitor);
        }
        try {
            data.eraseGuest(token, ClientAddress.browser(request));
        } catch (ServiceProblem problem) {
            switch (problem.code()) {
                case "address-not-proven" -> model.addAttribute("problem", "guest-data.prove");
                case "open-again" -> model.addAttribute("problem", "guest-data.again");
                case "still-to-come" -> {
                    model.addAttribute("problem", "erase.still-to-come");
                    model.addAttribute("obstacles", PrivacyController.obstacles(problem));
                }
                case "unavailable" -> model.addAttribute("problem", "erase.later");
                default -> throw problem;
            }
            response.setStatus(problem.status());
            return show(visitor);
        }
        relay.clear(request, response);
        response.setHeader("Clear-Site-Data", "\"storage\"");
        return "redirect:/?forgotten";
    }
}
