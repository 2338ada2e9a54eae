package io.holdfast.webclient.account;

import io.holdfast.webclient.backend.Accounts;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.ClientAddress;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** A way into an account without its password: by a link that is mailed to its address. What is shown is the same for every address. */
@Controller
class ForgottenController {

    private static final String FORGOTTEN = "account/forgotten";
    private static final String RESET = "account/reset";
    private static final String LINK = "account/signin-link";

    private final Accounts accounts;
    private final SignIns signIns;
    private final Lockout lockout;

    ForgottenController(Accounts accounts, SignIns signIns, Lockout lockout) {
        this.accounts = accounts;
        this.signIns = signIns;
        this.lockout = lockout;
    }

    @GetMapping("/account/forgotten")
    String ask(@RequestParam(defaultValue = "") String email, Model model) {
        model.addAttribute("email", email);
        return FORGOTTEN;
    }

    /** @param way {@code link} to sign in once, otherwise another password */
    @PostMapping("/account/forgotten")
    String send(
            @RequestParam(defaultValue = "") String email,
            @RequestParam(defaultValue = "") String way,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        model.addAttribute("email", email);
        try {
            if (way.equals("link")) {
                accounts.sendSignInLink(email.strip(), ClientAddress.browser(request));
            } else {
                accounts.sendReset(email.strip(), ClientAddress.browser(request));
            }
            model.addAttribute("sent", true);
        } catch (ServiceProblem problem) {
            switch (problem.status()) {
                case 400 -> model.addAttribute("emailProblem", "account.email.invalid");
                case 429 -> lockout.show("forgotten.too-many", problem, response, model);
                default -> throw problem;
            }
            response.setStatus(problem.status());
        }
        return FORGOTTEN;
    }

    /** Following the link only opens the form: programs that look at links in mails must not use it up. */
    @GetMapping("/account/reset")
    String showReset(@RequestParam(defaultValue = "") String token, Model model) {
        model.addAttribute("token", token);
        return RESET;
    }

    @PostMapping("/account/reset")
    String reset(
            @RequestParam(defaultValue = "") String token,
            @RequestParam(defaultValue = "") String newPassword,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        try {
            signIns.complete(
                    accounts.reset(token, newPassword, visitor.sentToken(), ClientAddress.browser(request)),
                    request,
                    response);
            return "redirect:" + AccountPage.PATH + "?changed";
        } catch (ServiceProblem problem) {
            if (CodePage.isNeeded(problem)) {
                return CodePage.ask(problem, AccountPage.PATH + "?changed", model);
            }
            switch (problem.status()) {
                case 400 -> {
                    if (PasswordController.isAbout("newPassword", problem)) {
                        model.addAttribute("newProblem", PasswordController.passwordProblem(newPassword));
                    } else {
                        // No link of ours.
                        model.addAttribute("over", true);
                    }
                }
                case 410 -> model.addAttribute("over", true);
                default -> throw problem;
            }
            response.setStatus(problem.status());
            return showReset(token, model);
        }
    }

    @GetMapping("/account/signin-link")
    String showLink(@RequestParam(defaultValue = "") String token, Model model) {
        model.addAttribute("token", token);
        return LINK;
    }

    @PostMapping("/account/signin-link")
    String follow(
            @RequestParam(defaultValue = "") String token,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        try {
            signIns.complete(
                    accounts.followSignInLink(token, visitor.sentToken(), ClientAddress.browser(request)),
                    request,
                    response);
            return "redirect:/orders";
        } catch (ServiceProblem problem) {
            if (CodePage.isNeeded(problem)) {
                return CodePage.ask(problem, "/orders", model);
            }
            if (problem.status() != 410 && problem.status() != 400) {
                throw problem;
            }
            model.addAttribute("over", true);
            response.setStatus(410);
            return showLink(token, model);
        }
    }
}
