package io.holdfast.webclient.account;

import io.holdfast.webclient.backend.AccountSession;
import io.holdfast.webclient.backend.Accounts;
import io.holdfast.webclient.backend.Identities;
import io.holdfast.webclient.backend.Passkeys;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.site.Visitor;
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

    AccountPage(Accounts accounts, Identities identities, Passkeys passkeys) {
        this.accounts = accounts;
        this.identities = identities;
        this.passkeys = passkeys;
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
}
