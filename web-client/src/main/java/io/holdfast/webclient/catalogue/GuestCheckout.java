package io.holdfast.webclient.catalogue;

import io.holdfast.webclient.backend.Account;
import io.holdfast.webclient.backend.Accounts;
import io.holdfast.webclient.backend.Browser;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.ClientAddress;
import io.holdfast.webclient.site.SessionRelay;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;

/** Name and address of a visitor who buys without an account. */
@Component
class GuestCheckout {

    private static final String NAME = "name";
    private static final String EMAIL = "email";
    private static final int LONGEST_NAME = 100;

    private final Accounts accounts;
    private final SessionRelay relay;

    GuestCheckout(Accounts accounts, SessionRelay relay) {
        this.accounts = accounts;
        this.relay = relay;
    }

    /** Whether the visitor is a guest, or wants to become one. */
    boolean isChosen(MultiValueMap<String, String> parameters, Visitor visitor) {
        return !visitor.isSignedIn() && (parameters.containsKey(EMAIL) || visitor.getGuest() != null);
    }

    /** The fields as they were filled in; those of a guest who is known already are filled in. */
    static void fill(MultiValueMap<String, String> parameters, Visitor visitor, Model model) {
        Account guest = visitor.getGuest();
        model.addAttribute(
                "guestName", typed(parameters, NAME).orElse(guest == null || guest.name() == null ? "" : guest.name()));
        model.addAttribute("guestEmail", typed(parameters, EMAIL).orElse(guest == null ? "" : guest.email()));
    }

    /**
     * The token to buy with. A guest who is known in this browser goes on as before.
     *
     * @return null if name or address is missing or wrong, which the model tells
     */
    @Nullable
    String token(
            MultiValueMap<String, String> parameters,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        fill(parameters, visitor, model);
        Account guest = visitor.getGuest();
        String name = typed(parameters, NAME).orElse("");
        String email = typed(parameters, EMAIL).orElse("");
        if (guest != null
                && (!parameters.containsKey(EMAIL)
                        || (email.equalsIgnoreCase(guest.email()) && name.equals(guest.name())))) {
            return visitor.token();
        }
        if (name.isEmpty() || name.codePointCount(0, name.length()) > LONGEST_NAME) {
            model.addAttribute("guestNameProblem", name.isEmpty() ? "guest.name.missing" : "guest.name.long");
        }
        if (!email.contains("@")) {
            model.addAttribute("guestEmailProblem", "account.email.invalid");
        }
        return model.asMap().keySet().stream().anyMatch(key -> key.startsWith("guest") && key.endsWith("Problem"))
                ? null
                : begin(email, name, request, response, model);
    }

    private @Nullable String begin(
            String email, String name, HttpServletRequest request, HttpServletResponse response, Model model) {
        Browser browser = ClientAddress.browser(request);
        try {
            List<String> cookies = accounts.beginGuest(email, name, browser);
            relay.relay(cookies, response);
            return SessionRelay.token(cookies);
        } catch (ServiceProblem problem) {
            Map<String, String> fields = Map.of(NAME, "guest.name.long", EMAIL, "account.email.invalid");
            if (problem.status() != 400 && problem.status() != 429) {
                throw problem;
            }
            problem.errors().forEach(error -> {
                String field = error.path("field").asString("");
                if (fields.containsKey(field)) {
                    model.addAttribute(
                            field.equals(NAME) ? "guestNameProblem" : "guestEmailProblem", fields.get(field));
                }
            });
            if (problem.status() == 429) {
                model.addAttribute("guestEmailProblem", "guest.too-many");
            }
            return null;
        }
    }

    private static Optional<String> typed(MultiValueMap<String, String> parameters, String name) {
        return Optional.ofNullable(parameters.getFirst(name)).map(String::strip);
    }
}
