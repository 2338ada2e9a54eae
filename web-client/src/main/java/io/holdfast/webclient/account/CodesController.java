package io.holdfast.webclient.account;

import io.holdfast.webclient.backend.Accounts;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.ClientAddress;
import io.holdfast.webclient.site.QrCode;
import io.holdfast.webclient.site.SessionRelay;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Turns codes of an app on and off, which are asked for when signing in. */
@Controller
class CodesController {

    private static final String VIEW = "account/codes";

    private final Accounts accounts;
    private final AccountPage page;
    private final SessionRelay relay;
    private final Lockout lockout;

    CodesController(Accounts accounts, AccountPage page, SessionRelay relay, Lockout lockout) {
        this.accounts = accounts;
        this.page = page;
        this.relay = relay;
        this.lockout = lockout;
    }

    @GetMapping({"/account/codes", "/account/codes/confirm", "/account/codes/remove"})
    String again() {
        return "redirect:" + AccountPage.PATH;
    }

    /** Shows a new secret, once. */
    @PostMapping("/account/codes")
    String prepare(
            @RequestParam(defaultValue = "") String password,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        try {
            Accounts.AppSecret secret =
                    accounts.prepareCodes(visitor.requireToken(), password, ClientAddress.browser(request));
            return show(secret.secret(), secret.uri(), model);
        } catch (ServiceProblem problem) {
            return refused(problem, visitor, response, model);
        }
    }

    /** @param secret and {@code uri}: to show them again after a wrong code */
    @PostMapping("/account/codes/confirm")
    String confirm(
            @RequestParam(defaultValue = "") String code,
            @RequestParam(defaultValue = "") String secret,
            @RequestParam(defaultValue = "") String uri,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        try {
            Accounts.Recovery recovery =
                    accounts.confirmCodes(visitor.requireToken(), code, ClientAddress.browser(request));
            if (recovery.cookies() != null) {
                relay.relay(recovery.cookies(), response);
            }
            model.addAttribute("recovery", recovery.recoveryCodes());
            return VIEW;
        } catch (ServiceProblem problem) {
            switch (problem.status()) {
                case 400, 403 -> model.addAttribute("codeProblem", "code.wrong");
                case 404 -> {
                    return again();
                }
                case 429 -> lockout.show("account.locked", problem, response, model);
                default -> throw problem;
            }
            response.setStatus(problem.status());
            return show(secret, uri, model);
        }
    }

    @PostMapping("/account/codes/remove")
    String remove(
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String code,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        try {
            accounts.removeCodes(visitor.requireToken(), password, code, ClientAddress.browser(request));
            return "redirect:" + AccountPage.PATH + "?codesoff";
        } catch (ServiceProblem problem) {
            return refused(problem, visitor, response, model);
        }
    }

    private String refused(ServiceProblem problem, Visitor visitor, HttpServletResponse response, Model model) {
        switch (problem.status()) {
            case 400, 403 -> {
                if (problem.is("bad-code") || isAboutCode(problem)) {
                    model.addAttribute("codeProblem", "code.wrong");
                } else if (problem.is("sign-in-again")) {
                    model.addAttribute("problem", "account.sign-in-again");
                } else {
                    model.addAttribute("codesPasswordProblem", "password.wrong");
                }
            }
            case 409 -> {
                if (!problem.is("address-not-proven")) {
                    return again();
                }
                model.addAttribute("problem", "codes.prove-first");
            }
            case 429 -> lockout.show("account.locked", problem, response, model);
            default -> throw problem;
        }
        response.setStatus(problem.status());
        return page.show(visitor, model);
    }

    /** Of several things that are wrong, the password is named, which stands before the code. */
    private static boolean isAboutCode(ServiceProblem problem) {
        return !problem.errors().isEmpty()
                && problem.errors().stream()
                        .allMatch(error -> error.path("field").asString("").equals("code"));
    }

    private static String show(String secret, String uri, Model model) {
        model.addAttribute("secret", secret);
        model.addAttribute("uri", uri);
        model.addAttribute("qr", uri.startsWith("otpauth://") && uri.length() <= 1000 ? QrCode.of(uri) : null);
        return VIEW;
    }
}
