package io.holdfast.webclient.account;

import io.holdfast.webclient.backend.Accounts;
import io.holdfast.webclient.site.ClientAddress;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Where the visitor is signed in. */
@Controller
class SessionListController {

    private static final String ENDED = "redirect:" + AccountPage.PATH + "?ended";

    private final Accounts accounts;

    SessionListController(Accounts accounts) {
        this.accounts = accounts;
    }

    @GetMapping(AccountPage.PATH + "/sessions")
    String again() {
        return "redirect:" + AccountPage.PATH;
    }

    /** @param id of the session to end; without it, all others end */
    @PostMapping(AccountPage.PATH + "/sessions")
    String end(@RequestParam(defaultValue = "") String id, Visitor visitor, HttpServletRequest request) {
        if (id.isEmpty()) {
            accounts.endOtherSessions(visitor.requireToken(), ClientAddress.browser(request));
        } else {
            accounts.endSession(visitor.requireToken(), id);
        }
        return ENDED;
    }
}
