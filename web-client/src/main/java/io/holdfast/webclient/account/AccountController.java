package io.holdfast.webclient.account;

import io.holdfast.webclient.backend.Account;
import io.holdfast.webclient.backend.Accounts;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.site.ChosenTickets;
import io.holdfast.webclient.site.ClientAddress;
import io.holdfast.webclient.site.ReturnTo;
import io.holdfast.webclient.site.SessionRelay;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;

/** Signing up, in and out. */
@Controller
class AccountController {

    private static final Logger log = LoggerFactory.getLogger(AccountController.class);
    static final int SHORTEST_PASSWORD = 8;

    private final Accounts accounts;
    private final SessionRelay relay;
    private final ChosenTickets chosen;
    private final SignInPage page;
    private final Lockout lockout;
    private final SignIns signIns;

    AccountController(
            Accounts accounts,
            SessionRelay relay,
            ChosenTickets chosen,
            SignInPage page,
            Lockout lockout,
            SignIns signIns) {
        this.signIns = signIns;
        this.accounts = accounts;
        this.relay = relay;
        this.chosen = chosen;
        this.page = page;
        this.lockout = lockout;
    }

    @GetMapping("/signin")
    String showSignIn(@RequestParam(name = "return", defaultValue = "/") String back, Visitor visitor, Model model) {
        Account guest = visitor.getGuest();
        return page.show(guest == null ? "" : guest.email(), back, model);
    }

    @GetMapping("/signup")
    String showSignUp(@RequestParam(name = "return", defaultValue = "/") String back, Visitor visitor, Model model) {
        Account guest = visitor.getGuest();
        String name = guest == null || guest.name() == null ? "" : guest.name();
        return signUpForm(model, guest == null ? "" : guest.email(), name, back);
    }

    @PostMapping("/signin")
    String signIn(
            @RequestParam(defaultValue = "") String email,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(name = "return", defaultValue = "/") String back,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        if (!email.contains("@") || password.isEmpty()) {
            if (!email.contains("@")) {
                model.addAttribute("emailProblem", "account.email.invalid");
            }
            if (password.isEmpty()) {
                model.addAttribute("passwordProblem", "account.password.missing");
            }
            response.setStatus(400);
            return page.show(email, back, model);
        }
        try {
            signIns.complete(
                    accounts.signIn(email.strip(), password, visitor.sentToken(), ClientAddress.browser(request)),
                    request,
                    response);
            return "redirect:" + ReturnTo.safe(back);
        } catch (ServiceProblem problem) {
            if (CodePage.isNeeded(problem)) {
                return CodePage.ask(problem, back, model);
            }
            refuse(problem, password, "signin.too-many", response, model);
            return page.show(email, back, model);
        }
    }

    @PostMapping("/signup")
    String signUp(
            @RequestParam(defaultValue = "") String email,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(name = "return", defaultValue = "/") String back,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        if (!email.contains("@") || password.length() < SHORTEST_PASSWORD) {
            if (!email.contains("@")) {
                model.addAttribute("emailProblem", "account.email.invalid");
            }
            if (password.length() < SHORTEST_PASSWORD) {
                model.addAttribute("passwordProblem", "account.password.short");
            }
            response.setStatus(400);
            return signUpForm(model, email, name, back);
        }
        try {
            relay.relay(
                    accounts.signUp(
                            email.strip(), password, name.strip(), visitor.sentToken(), ClientAddress.browser(request)),
                    response);
            return "redirect:" + ReturnTo.safe(back);
        } catch (ServiceProblem problem) {
            refuse(problem, password, "signup.too-many", response, model);
            return signUpForm(model, email, name, back);
        }
    }

    @PostMapping("/signout")
    String signOut(Visitor visitor, HttpServletRequest request, HttpServletResponse response) {
        String token = visitor.token();
        if (token != null) {
            try {
                accounts.signOut(token);
            } catch (ServiceProblem | ServiceUnreachable e) {
                // The browser drops its cookie anyway; the session expires a few minutes later.
                log.warn("sign-out: {}", e.getMessage());
            }
        }
        relay.clear(request, response);
        chosen.forget(request, response);
        // What pages kept in this browser, such as check-ins at the door, ends with the session.
        response.setHeader("Clear-Site-Data", "\"storage\"");
        return "redirect:/?signedout";
    }

    /** @param tooMany key of the message for too many attempts */
    private void refuse(
            ServiceProblem problem, String password, String tooMany, HttpServletResponse response, Model model) {
        switch (problem.code()) {
            case "bad-credentials" -> model.addAttribute("problem", "signin.bad-credentials");
            case "email-taken" -> model.addAttribute("emailProblem", "signup.email-taken");
            case "validation-failed" -> {
                for (JsonNode error : problem.errors()) {
                    String field = error.path("field").asString("");
                    String message = error.path("message").asString("");
                    if ("email".equals(field)) {
                        model.addAttribute("emailProblem", "account.email.invalid");
                    } else if ("password".equals(field)) {
                        model.addAttribute("passwordProblem", PasswordController.passwordProblem(password));
                    } else if ("name".equals(field)) {
                        model.addAttribute("nameProblem", "guest.name.long");
                    } else {
                        model.addAttribute("problemText", message);
                    }
                }
                if (problem.errors().isEmpty()) {
                    model.addAttribute("problem", "account.check");
                }
            }
            default -> {
                if (problem.status() != 429) {
                    throw problem;
                }
                lockout.show(tooMany, problem, response, model);
            }
        }
        response.setStatus(problem.status());
    }

    private String signUpForm(Model model, String email, String name, String back) {
        model.addAttribute("email", email);
        model.addAttribute("name", name);
        page.addTo(back, model);
        return "account/signup";
    }
}
