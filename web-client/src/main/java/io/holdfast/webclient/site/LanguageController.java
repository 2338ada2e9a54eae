package io.holdfast.webclient.site;

import io.holdfast.language.Language;
import io.holdfast.webclient.backend.Accounts;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.SignInNeeded;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Takes the choice of a language at the foot of every page, and leads back to that page. */
@Controller
class LanguageController {

    private static final Logger log = LoggerFactory.getLogger(LanguageController.class);

    private final ReaderLanguage languages;
    private final Accounts accounts;

    LanguageController(ReaderLanguage languages, Accounts accounts) {
        this.languages = languages;
        this.accounts = accounts;
    }

    @PostMapping("/language")
    String choose(
            @RequestParam(defaultValue = "") String language,
            @RequestParam(name = "return", defaultValue = "/") String back,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response) {
        Language.of(language).ifPresent(known -> {
            languages.keep(known, response);
            keepInAccount(known, visitor, request);
        });
        return "redirect:" + ReturnTo.safe(back);
    }

    /** Mails are in it from now on, and pages after the next sign-in in another browser. Pages here are, whether or not that works. */
    private void keepInAccount(Language language, Visitor visitor, HttpServletRequest request) {
        String token = visitor.token();
        if (token == null || visitor.account() == null) {
            return;
        }
        try {
            accounts.chooseLanguage(token, language.tag(), ClientAddress.browser(request));
        } catch (ServiceProblem | ServiceUnreachable | SignInNeeded e) {
            log.warn("The language is not kept in the account: {}", e.getMessage());
        }
    }
}
