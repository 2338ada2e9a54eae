package io.holdfast.webclient.account;

import io.holdfast.webclient.backend.Accounts;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.SignInNeeded;
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

/** The visitor's account and the change of its password. Neither password is ever sent back to the page. */
@Controller
class PasswordController {

    private static final String PAGE = "/account";
    private static final int LONGEST = 128;

    private final Accounts accounts;
    private final AccountPage page;
    private final Lockout lockout;

    PasswordController(Accounts accounts, AccountPage page, Lockout lockout) {
        this.accounts = accounts;
        this.page = page;
        this.lockout = lockout;
    }

    @GetMapping(PAGE)
    String account(Visitor visitor, Model model) {
        visitor.requireToken();
        return show(visitor, model);
    }

    /** For a reload after the form was refused. */
    @GetMapping(PAGE + "/password")
    String again() {
        return "redirect:" + PAGE;
    }

    @PostMapping(PAGE + "/password")
    String change(
            @RequestParam(defaultValue = "") String currentPassword,
            @RequestParam(defaultValue = "") String newPassword,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        if (currentPassword.isEmpty() || newPassword.length() < AccountController.SHORTEST_PASSWORD) {
            if (currentPassword.isEmpty()) {
                model.addAttribute("currentProblem", "password.wrong");
            }
            if (newPassword.length() < AccountController.SHORTEST_PASSWORD) {
                model.addAttribute("newProblem", "account.password.short");
            }
            response.setStatus(400);
            return show(visitor, model);
        }
        try {
            accounts.changePassword(visitor.requireToken(), currentPassword, newPassword, ClientAddress.of(request));
            return "redirect:" + PAGE + "?changed";
        } catch (SignInNeeded e) {
            return "redirect:" + ReturnTo.signIn(PAGE);
        } catch (ServiceUnreachable e) {
            model.addAttribute("problem", "password.unsure");
            response.setStatus(503);
        } catch (ServiceProblem problem) {
            switch (problem.status()) {
                case 400 -> {
                    // Refused as too long, so it is not the current one either.
                    if (isAbout("currentPassword", problem)) {
                        model.addAttribute("currentProblem", "password.wrong");
                    }
                    if (isAbout("newPassword", problem)) {
                        model.addAttribute("newProblem", passwordProblem(newPassword));
                    }
                }
                case 403 -> model.addAttribute("currentProblem", "password.wrong");
                case 429 -> lockout.show("account.locked", problem, response, model);
                default -> throw problem;
            }
            response.setStatus(problem.status());
        }
        return show(visitor, model);
    }

    /**
     * The key of the message about a password that auth-service refused: one of the right length would be guessed. The service's own message is
     * in the reader's language, so it does not tell.
     */
    static String passwordProblem(String refused) {
        int length = refused.codePointCount(0, refused.length());
        return length < AccountController.SHORTEST_PASSWORD || length > LONGEST
                ? "account.password.rule"
                : "account.password.weak";
    }

    static boolean isAbout(String field, ServiceProblem problem) {
        return problem.errors().stream()
                .anyMatch(error -> error.path("field").asString("").equals(field));
    }

    private String show(Visitor visitor, Model model) {
        return page.show(visitor, model);
    }
}
