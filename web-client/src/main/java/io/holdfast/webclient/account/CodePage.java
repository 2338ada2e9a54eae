package io.holdfast.webclient.account;

import io.holdfast.webclient.backend.Accounts;
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

/** The second step of signing in to an account that asks for codes of an app. */
@Controller
class CodePage {

    private static final String VIEW = "account/code";

    private final Accounts accounts;
    private final SignIns signIns;
    private final Lockout lockout;

    CodePage(Accounts accounts, SignIns signIns, Lockout lockout) {
        this.accounts = accounts;
        this.signIns = signIns;
        this.lockout = lockout;
    }

    static boolean isNeeded(ServiceProblem problem) {
        return problem.is("code-needed") && !problem.errors().isEmpty();
    }

    /**
     * After the first step was right.
     *
     * @param back where to go on after signing in
     */
    static String ask(ServiceProblem problem, String back, Model model) {
        return show(problem.errors().getFirst().path("challenge").asString(""), back, model);
    }

    private static String show(String challenge, String back, Model model) {
        model.addAttribute("challenge", challenge);
        model.addAttribute("back", ReturnTo.safe(back));
        return VIEW;
    }

    /** For a reload: begins again. */
    @GetMapping("/signin/code")
    String again() {
        return "redirect:/signin";
    }

    @PostMapping("/signin/code")
    String signIn(
            @RequestParam(defaultValue = "") String challenge,
            @RequestParam(defaultValue = "") String code,
            @RequestParam(name = "return", defaultValue = "/") String back,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        try {
            signIns.complete(
                    accounts.signInWithCode(challenge, code, visitor.sentToken(), ClientAddress.browser(request)),
                    request,
                    response);
            return "redirect:" + ReturnTo.safe(back);
        } catch (ServiceProblem problem) {
            switch (problem.status()) {
                case 400, 401 -> model.addAttribute("codeProblem", "code.wrong");
                case 410 -> {
                    return "redirect:" + ReturnTo.signIn(back);
                }
                case 429 -> lockout.show("account.locked", problem, response, model);
                default -> throw problem;
            }
            response.setStatus(problem.status());
            return show(challenge, back, model);
        }
    }
}
