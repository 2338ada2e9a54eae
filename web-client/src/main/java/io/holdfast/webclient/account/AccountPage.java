package io.holdfast.webclient.account;

import io.holdfast.webclient.backend.AccountSession;
import io.holdfast.webclient.backend.Accounts;
import io.holdfast.webclient.backend.Identities;
import io.holdfast.webclient.backend.Passkeys;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletResponse;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** The page with everything about the visitor's account. */
@Component
class AccountPage {

    static final String PATH = "/account";

    /** As many sessions are listed. */
    private static final int MOST = 20;

    private static final Logger log = LoggerFactory.getLogger(AccountPage.class);

    private final Accounts accounts;
    private final Identities identities;
    private final Passkeys passkeys;
    private final Lockout lockout;

    AccountPage(Accounts accounts, Identities identities, Passkeys passkeys, Lockout lockout) {
        this.accounts = accounts;
        this.identities = identities;
        this.passkeys = passkeys;
        this.lockout = lockout;
    }

    /**
     * What auth-service does not tell right now is left out: the rest is of use without it.
     *
     * @throws io.holdfast.webclient.backend.SignInNeeded without a session
     */
    String show(Visitor visitor, Model model) {
        String token = visitor.requireToken();
        model.addAttribute("account", visitor.account());
        try {
            List<AccountSession> sessions = accounts.sessions(token);
            model.addAttribute("details", accounts.details(token));
            model.addAttribute("sessions", sessions.stream().limit(MOST).toList());
            model.addAttribute("more", Math.max(0, sessions.size() - MOST));
            model.addAttribute("zone", ZoneOffset.UTC);
            model.addAttribute("codes", accounts.codes(token));
            model.addAttribute("passkeys", passkeys.all(token));
            model.addAttribute("ways", identities.methods());
            model.addAttribute("identities", identities.linked(token));
        } catch (ServiceUnreachable | ServiceProblem e) {
            log.warn("The account page lacks a part: {}", e.getMessage());
        }
        return "account/account";
    }

    /**
     * Shows why a way to sign in was not added or removed.
     *
     * @param wrongPassword the attribute that names what is wrong with the password
     */
    String refused(
            ServiceProblem problem, String wrongPassword, Visitor visitor, HttpServletResponse response, Model model) {
        switch (problem.code()) {
            case "wrong-password" -> model.addAttribute(wrongPassword, "password.wrong");
            case "sign-in-again" -> model.addAttribute("problem", "account.sign-in-again");
            case "address-not-proven" -> model.addAttribute("problem", "account.prove-first");
            default -> lockout.showOrTell(problem, response, model);
        }
        response.setStatus(problem.status());
        return show(visitor, model);
    }
}
