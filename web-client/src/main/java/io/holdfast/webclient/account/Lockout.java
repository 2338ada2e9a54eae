package io.holdfast.webclient.account;

import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.Formats;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** Whom auth-service counts, and what somebody reads who did too much. */
@Component
class Lockout {

    private final Formats formats;

    Lockout(Formats formats) {
        this.formats = formats;
    }

    /** The visitor's address as the gateway saw it, not this server's. */
    static String address(HttpServletRequest request) {
        String forwarded = request.getHeader("X-Forwarded-For");
        return forwarded != null && forwarded.matches("[0-9a-fA-F.:, ]{2,200}") ? forwarded : request.getRemoteAddr();
    }

    /** @param message takes the minutes until it works again */
    void say(String message, ServiceProblem problem, HttpServletResponse response, Model model) {
        Duration wait = problem.retryAfter() == null ? Duration.ofMinutes(1) : problem.retryAfter();
        model.addAttribute("problem", message);
        model.addAttribute("minutes", formats.minutes(wait));
        response.setHeader("Retry-After", Long.toString(wait.toSeconds()));
    }
}
