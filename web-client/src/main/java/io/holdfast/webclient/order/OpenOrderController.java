package io.holdfast.webclient.order;

import io.holdfast.webclient.backend.Accounts;
import io.holdfast.webclient.backend.Browser;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.ClientAddress;
import io.holdfast.webclient.site.SessionRelay;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Opens an order that was bought without an account, by the link in its mails. */
@Controller
class OpenOrderController {

    private static final String VIEW = "order/open";

    private final Accounts accounts;
    private final SessionRelay relay;

    OpenOrderController(Accounts accounts, SessionRelay relay) {
        this.accounts = accounts;
        this.relay = relay;
    }

    /** Following the link only opens the form: another site could lead a visitor here, and out of their own account. */
    @GetMapping("/orders/{id:[\\w-]{1,64}}/open")
    String show(@PathVariable String id, @RequestParam(defaultValue = "") String token, Visitor visitor, Model model) {
        model.addAttribute("id", id);
        model.addAttribute("token", token);
        model.addAttribute("account", visitor.account());
        return VIEW;
    }

    @PostMapping("/orders/{id:[\\w-]{1,64}}/open")
    String open(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String token,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Browser browser = ClientAddress.browser(request);
        try {
            List<String> cookies = accounts.openGuest(token, visitor.token(), browser);
            relay.relay(cookies, response);
            // Without a new session the orders go into the account that is signed in, which takes a moment.
            return cookies.isEmpty() ? "redirect:/orders?adopted" : "redirect:/orders/" + id;
        } catch (ServiceProblem problem) {
            switch (problem.status()) {
                case 400, 410 -> model.addAttribute("over", true);
                default -> throw problem;
            }
            response.setStatus(problem.status());
            return show(id, token, visitor, model);
        }
    }
}
