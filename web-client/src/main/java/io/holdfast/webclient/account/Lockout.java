package io.holdfast.webclient.account;

import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.Formats;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** The limit of auth-service on attempts of an address: what is shown after too many. */
@Component
class Lockout {

    private final Formats formats;

    Lockout(Formats formats) {
        this.formats = formats;
    }

    /** @param message key of the message, which takes the minutes until the next attempt */
    void show(String message, ServiceProblem problem, HttpServletResponse response, Model model) {
        Duration wait = problem.retryAfter() == null ? Duration.ofMinutes(1) : problem.retryAfter();
        model.addAttribute("problem", message);
        model.addAttribute("minutes", formats.minutes(wait));
        response.setHeader("Retry-After", Long.toString(wait.toSeconds()));
    }

    /** The same if there were too many attempts, and otherwise what auth-service says. */
    void showOrTell(ServiceProblem problem, HttpServletResponse response, Model model) {
        if (problem.status() == 429) {
            show("account.locked", problem, response, model);
        } else {
            model.addAttribute("problemText", problem.detail());
        }
    }
}
