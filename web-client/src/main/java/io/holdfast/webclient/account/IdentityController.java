package io.holdfast.webclient.account;

import io.holdfast.webclient.backend.Identities;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.ChosenTickets;
import io.holdfast.webclient.site.ClientAddress;
import io.holdfast.webclient.site.IdentityCookie;
import io.holdfast.webclient.site.ReturnTo;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** To the identity provider and back, to sign in or to link an account. */
@Controller
class IdentityController {

    private final Identities identities;
    private final IdentityCookie cookie;
    private final SignInPage signInPage;
    private final AccountPage accountPage;
    private final SignIns signIns;
    private final Lockout lockout;

    IdentityController(
            Identities identities,
            IdentityCookie cookie,
            SignInPage signInPage,
            AccountPage accountPage,
            SignIns signIns,
            Lockout lockout) {
        this.identities = identities;
        this.cookie = cookie;
        this.signInPage = signInPage;
        this.accountPage = accountPage;
        this.signIns = signIns;
        this.lockout = lockout;
    }

    /** A link, no form: what a form may lead to is limited to this site. */
    @GetMapping("/signin/identity")
    String go(
            @RequestParam(name = "return", defaultValue = "/") String back,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        try {
            Identities.Begun begun = identities.begin(ClientAddress.browser(request));
            cookie.keep(new IdentityCookie.Kept(begun.browser(), false, ReturnTo.safe(back)), response);
            return "redirect:" + begun.location();
        } catch (ServiceProblem problem) {
            return refused(problem, back, response, model);
        }
    }

    @GetMapping(IdentityCookie.CALLBACK)
    String back(
            @RequestParam(defaultValue = "") String state,
            @RequestParam(required = false) @Nullable String code,
            @RequestParam(required = false) @Nullable String error,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Optional<IdentityCookie.Kept> kept = cookie.take(request, response);
        if (kept.isEmpty() || state.isBlank()) {
            model.addAttribute("problem", "identity.over");
            response.setStatus(410);
            return signInPage.show("", "/", model);
        }
        Identities.Back answer = new Identities.Back(
                state, code, code == null ? error : null, kept.get().secret());
        return kept.get().linking()
                ? link(answer, visitor, request, response, model)
                : signIn(answer, kept.get().back(), visitor, request, response, model);
    }

    private String signIn(
            Identities.Back answer,
            String back,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        try {
            signIns.complete(
                    identities.signIn(answer, visitor.sentToken(), ClientAddress.browser(request)), request, response);
        } catch (ServiceProblem problem) {
            return CodePage.isNeeded(problem)
                    ? CodePage.ask(problem, back, model)
                    : refused(problem, back, response, model);
        }
        if (ChosenTickets.isHeldAt(back)) {
            // A redirect would still count as coming from the provider, and the cookie of the choice would not be sent.
            model.addAttribute("next", back);
            return "account/arrived";
        }
        return "redirect:" + back;
    }

    private String refused(ServiceProblem problem, String back, HttpServletResponse response, Model model) {
        lockout.showOrTell(problem, response, model);
        response.setStatus(problem.status());
        return signInPage.show("", back, model);
    }

    private String link(
            Identities.Back answer,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        try {
            identities.link(visitor.requireToken(), answer, ClientAddress.browser(request));
            return "redirect:" + AccountPage.PATH + "?linked";
        } catch (ServiceProblem problem) {
            return refused(problem, visitor, response, model);
        }
    }

    @GetMapping({"/account/identities", "/account/identities/remove"})
    String again() {
        return "redirect:" + AccountPage.PATH;
    }

    /** Answers with a link to the provider: what a form may lead to is limited to this site. */
    @PostMapping("/account/identities")
    String beginLink(
            @RequestParam(defaultValue = "") String password,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        try {
            Identities.Begun begun =
                    identities.beginLink(visitor.requireToken(), password, ClientAddress.browser(request));
            cookie.keep(new IdentityCookie.Kept(begun.browser(), true, AccountPage.PATH), response);
            model.addAttribute("location", begun.location());
            model.addAttribute("ways", identities.methods());
            return "account/provider";
        } catch (ServiceProblem problem) {
            return refused(problem, visitor, response, model);
        }
    }

    @PostMapping("/account/identities/remove")
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
            identities.remove(visitor.requireToken(), id, password, ClientAddress.browser(request));
            return "redirect:" + AccountPage.PATH + "?unlinked";
        } catch (ServiceProblem problem) {
            return problem.status() == 404 ? again() : refused(problem, visitor, response, model);
        }
    }

    private String refused(ServiceProblem problem, Visitor visitor, HttpServletResponse response, Model model) {
        return accountPage.refused(problem, "identityPasswordProblem", visitor, response, model);
    }
}
