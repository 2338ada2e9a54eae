package io.holdfast.webclient.account;

import io.holdfast.language.Language;
import io.holdfast.webclient.backend.Accounts;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.SignInNeeded;
import io.holdfast.webclient.site.ReaderLanguage;
import io.holdfast.webclient.site.SessionRelay;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What happens in the browser when someone has signed in, in whichever way: it gets the session, and the language of the account. */
@Component
class SignIns {

    private static final Logger log = LoggerFactory.getLogger(SignIns.class);

    private final SessionRelay relay;
    private final ReaderLanguage languages;
    private final Accounts accounts;

    SignIns(SessionRelay relay, ReaderLanguage languages, Accounts accounts) {
        this.relay = relay;
        this.languages = languages;
        this.accounts = accounts;
    }

    /** @param cookies that auth-service set */
    void complete(List<String> cookies, HttpServletRequest request, HttpServletResponse response) {
        relay.relay(cookies, response);
        String token = SessionRelay.token(cookies);
        // What was chosen in this browser stays.
        if (token == null || languages.chosen(request).isPresent()) {
            return;
        }
        try {
            Language.of(accounts.details(token).language()).ifPresent(language -> languages.keep(language, response));
        } catch (ServiceProblem | ServiceUnreachable | SignInNeeded e) {
            log.warn("The language of an account is not known: {}", e.getMessage());
        }
    }
}
