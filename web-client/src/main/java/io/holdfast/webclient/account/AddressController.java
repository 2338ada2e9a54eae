package io.holdfast.webclient.account;

import io.holdfast.webclient.backend.Accounts;
import io.holdfast.webclient.backend.Browser;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.ClientAddress;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The address of an account: proving it, saying that it is not one's own, and changing it. */
@Controller
class AddressController {

    private static final String VERIFY = "account/verify";
    private static final String CONFIRM = "account/confirm-move";

    private final Accounts accounts;
    private final AccountPage page;
    private final Lockout lockout;

    AddressController(Accounts accounts, AccountPage page, Lockout lockout) {
        this.accounts = accounts;
        this.page = page;
        this.lockout = lockout;
    }

    /** Following the link only opens the form: programs that look at links in mails must not answer it. */
    @GetMapping("/account/verify")
    String showVerify(@RequestParam(defaultValue = "") String token, Model model) {
        model.addAttribute("token", token);
        return VERIFY;
    }

    /** @param mine {@code no}, if the visitor did not make the account */
    @PostMapping("/account/verify")
    String verify(
            @RequestParam(defaultValue = "") String token,
            @RequestParam(defaultValue = "") String mine,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        try {
            Browser browser = ClientAddress.browser(request);
            if (mine.equals("no")) {
                accounts.decline(token, browser);
                model.addAttribute("declined", true);
            } else {
                accounts.prove(token, browser);
                model.addAttribute("proven", true);
            }
        } catch (ServiceProblem problem) {
            switch (problem.status()) {
                case 400, 410 -> model.addAttribute("over", true);
                case 409 -> model.addAttribute("proven", true);
                default -> throw problem;
            }
            response.setStatus(problem.status());
        }
        return showVerify(token, model);
    }

    @GetMapping("/account/verification")
    String again() {
        return "redirect:" + AccountPage.PATH;
    }

    @PostMapping("/account/verification")
    String sendProof(Visitor visitor, HttpServletRequest request, HttpServletResponse response, Model model) {
        try {
            accounts.sendProof(visitor.requireToken(), ClientAddress.browser(request));
            return "redirect:" + AccountPage.PATH + "?sent";
        } catch (ServiceProblem problem) {
            if (problem.status() != 429) {
                throw problem;
            }
            lockout.show("forgotten.too-many", problem, response, model);
            response.setStatus(429);
            return page.show(visitor, model);
        }
    }

    @GetMapping("/account/email")
    String showAccount() {
        return "redirect:" + AccountPage.PATH;
    }

    @PostMapping("/account/email")
    String planMove(
            @RequestParam(defaultValue = "") String email,
            @RequestParam(defaultValue = "") String password,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        try {
            accounts.planMove(visitor.requireToken(), email.strip(), password, ClientAddress.browser(request));
            return "redirect:" + AccountPage.PATH + "?moving";
        } catch (ServiceProblem problem) {
            switch (problem.status()) {
                case 400 -> model.addAttribute("emailProblem", "account.email.invalid");
                case 403, 429 -> {
                    model.addAttribute("email", email);
                    return page.refused(problem, "passwordProblem", visitor, response, model);
                }
                default -> throw problem;
            }
            response.setStatus(problem.status());
            model.addAttribute("email", email);
            return page.show(visitor, model);
        }
    }

    /** @param end {@code from}: the present address agrees; {@code to}: the other one is proven */
    @GetMapping("/account/email/confirm/{end:from|to}")
    String showConfirm(@PathVariable String end, @RequestParam(defaultValue = "") String token, Model model) {
        model.addAttribute("end", end);
        model.addAttribute("token", token);
        return CONFIRM;
    }

    @PostMapping("/account/email/confirm/{end:from|to}")
    String confirm(
            @PathVariable String end,
            @RequestParam(defaultValue = "") String token,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        try {
            model.addAttribute("done", accounts.agree(end, token, ClientAddress.browser(request)) ? "moved" : "agreed");
        } catch (ServiceProblem problem) {
            switch (problem.status()) {
                case 400, 410 -> model.addAttribute("over", true);
                case 409 -> model.addAttribute("done", "taken");
                default -> throw problem;
            }
            response.setStatus(problem.status());
        }
        return showConfirm(end, token, model);
    }
}
