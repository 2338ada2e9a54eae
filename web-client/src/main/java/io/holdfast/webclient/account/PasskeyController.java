package io.holdfast.webclient.account;

import io.holdfast.language.Beginning;
import io.holdfast.webclient.backend.Passkeys;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.ClientAddress;
import io.holdfast.webclient.site.ReturnTo;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Passkeys: adding, removing, and signing in with one. A script asks the browser, and puts what it answers into the form. */
@Controller
class PasskeyController {

    private static final int LONGEST_NAME = 100;

    private final Passkeys passkeys;
    private final AccountPage accountPage;
    private final SignInPage signInPage;
    private final SignIns signIns;
    private final Lockout lockout;
    private final JsonMapper json;

    PasskeyController(
            Passkeys passkeys,
            AccountPage accountPage,
            SignInPage signInPage,
            SignIns signIns,
            Lockout lockout,
            JsonMapper json) {
        this.passkeys = passkeys;
        this.accountPage = accountPage;
        this.signInPage = signInPage;
        this.signIns = signIns;
        this.lockout = lockout;
        this.json = json;
    }

    @GetMapping("/signin/passkey")
    String signInAgain() {
        return "redirect:/signin";
    }

    @PostMapping("/signin/passkey")
    String signIn(
            @RequestParam(defaultValue = "") String credential,
            @RequestParam(name = "return", defaultValue = "/") String back,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        try {
            signIns.complete(
                    passkeys.signIn(read(credential), visitor.sentToken(), ClientAddress.browser(request)),
                    request,
                    response);
            return "redirect:" + ReturnTo.safe(back);
        } catch (ServiceProblem problem) {
            switch (problem.status()) {
                case 400, 401, 410 -> model.addAttribute("problem", "passkey.refused");
                default -> lockout.showOrTell(problem, response, model);
            }
            response.setStatus(problem.status());
            return signInPage.show("", back, model);
        }
    }

    @GetMapping({"/account/passkeys", "/account/passkeys/new", "/account/passkeys/remove"})
    String again() {
        return "redirect:" + AccountPage.PATH;
    }

    /** Shows the page whose script asks the browser for a new passkey. */
    @PostMapping("/account/passkeys/new")
    String begin(
            @RequestParam(defaultValue = "") String password,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        try {
            JsonNode options = passkeys.begin(visitor.requireToken(), password, ClientAddress.browser(request));
            model.addAttribute("options", json.writeValueAsString(options));
            return "account/passkey";
        } catch (ServiceProblem problem) {
            return refused(problem, visitor, response, model);
        }
    }

    @PostMapping("/account/passkeys")
    String add(
            @RequestParam(defaultValue = "") String credential,
            @RequestParam(defaultValue = "") String name,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        try {
            passkeys.add(
                    visitor.requireToken(),
                    Beginning.of(name, LONGEST_NAME),
                    read(credential),
                    ClientAddress.browser(request));
            return "redirect:" + AccountPage.PATH + "?passkeyadded";
        } catch (ServiceProblem problem) {
            if (problem.status() == 400 || problem.status() == 410) {
                model.addAttribute("problem", "passkey.not-made");
                response.setStatus(problem.status());
                return accountPage.show(visitor, model);
            }
            return refused(problem, visitor, response, model);
        }
    }

    @PostMapping("/account/passkeys/remove")
    String remove(
            @RequestParam(defaultValue = "") String id,
            @RequestParam(defaultValue = "") String password,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        if (!id.matches("[\\w-]{1,64}")) {
            return again();
        }
        try {
            passkeys.remove(visitor.requireToken(), id, password, ClientAddress.browser(request));
            return "redirect:" + AccountPage.PATH + "?passkeyremoved";
        } catch (ServiceProblem problem) {
            return problem.status() == 404 ? again() : refused(problem, visitor, response, model);
        }
    }

    private String refused(ServiceProblem problem, Visitor visitor, HttpServletResponse response, Model model) {
        return accountPage.refused(problem, "passkeyPasswordProblem", visitor, response, model);
    }

    /** Of a form that a script did not fill in: an empty object, which auth-service refuses. */
    private JsonNode read(String credential) {
        try {
            JsonNode node = json.readTree(credential);
            return node.isObject() ? node : json.createObjectNode();
        } catch (JacksonException e) {
            return json.createObjectNode();
        }
    }
}
