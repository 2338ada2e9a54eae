package io.holdfast.webclient.account;

import io.holdfast.webclient.backend.Identities;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.site.ChosenTickets;
import io.holdfast.webclient.site.ReturnTo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** The page with all ways to sign in. */
@Component
class SignInPage {

    private static final Logger log = LoggerFactory.getLogger(SignInPage.class);

    private final Identities identities;

    SignInPage(Identities identities) {
        this.identities = identities;
    }

    /** @param back where to go on after signing in */
    String show(String email, String back, Model model) {
        model.addAttribute("email", email);
        addTo(back, model);
        return "account/signin";
    }

    /** What signing in and signing up have in common. */
    void addTo(String back, Model model) {
        String safe = ReturnTo.safe(back);
        model.addAttribute("back", safe);
        model.addAttribute("holds", ChosenTickets.isHeldAt(safe));
        try {
            model.addAttribute("ways", identities.methods());
        } catch (ServiceUnreachable | ServiceProblem e) {
            log.warn("Some ways to sign in are not known: {}", e.getMessage());
        }
    }
}
