package io.holdfast.webclient.site;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;

/** What the page of a form says that still has what was typed, although it was not saved, or perhaps not. */
public final class KeptForm {

    private KeptForm() {}

    /** The session ended while the form was filled in. To redirect to the sign-in page would lose what was typed. */
    public static void signedOut(HttpServletResponse response, Model model) {
        model.addAttribute("signedOut", true);
        response.setStatus(HttpStatus.UNAUTHORIZED.value());
    }

    /** No answer in time: whether it was saved is not known, and saving again does no harm. */
    public static void unsure(HttpServletResponse response, Model model) {
        model.addAttribute("unsure", true);
        response.setStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
    }
}
