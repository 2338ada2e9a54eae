package io.holdfast.webclient.operator;

import io.holdfast.webclient.backend.OperatedAccount;
import io.holdfast.webclient.backend.Operations;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletResponse;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Accounts for operators: finding one, suspending it, and lifting that. */
@Controller
class OperatedAccountController {

    private static final String PATH = "/operator/accounts";

    private final Operations operations;

    OperatedAccountController(Operations operations) {
        this.operations = operations;
    }

    @GetMapping(PATH)
    String find(@RequestParam(defaultValue = "") String email, Visitor visitor, Model model) {
        List<OperatedAccount> found = operations.accounts(OperatorPages.token(visitor), email.strip());
        if (!email.isBlank() && found.size() == 1) {
            return "redirect:" + PATH + "/" + found.getFirst().id();
        }
        model.addAttribute("email", email);
        model.addAttribute("accounts", found);
        return "operator/accounts";
    }

    @GetMapping(PATH + "/{id:[\\w-]{1,64}}")
    String account(@PathVariable String id, Visitor visitor, Model model) {
        return show(id, OperatorPages.token(visitor), model);
    }

    @PostMapping(PATH + "/{id:[\\w-]{1,64}}")
    String decide(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String action,
            @RequestParam(defaultValue = "") String reason,
            Visitor visitor,
            HttpServletResponse response,
            Model model) {
        String token = OperatorPages.token(visitor);
        try {
            if (action.equals("lift")) {
                operations.lift(token, id);
            } else if (action.equals("suspend")) {
                operations.suspend(token, id, reason.strip());
            }
            return "redirect:" + PATH + "/" + id;
        } catch (ServiceProblem problem) {
            model.addAttribute(
                    "problem",
                    switch (problem.code()) {
                        case "validation-failed" -> "operator.problem.reason";
                        case "is-operator" -> "operator.problem.is-operator";
                        default -> throw problem;
                    });
            model.addAttribute("reason", reason);
            response.setStatus(problem.status());
            return show(id, token, model);
        }
    }

    private String show(String id, String token, Model model) {
        model.addAttribute("account", operations.account(token, id));
        model.addAttribute("zone", ZoneOffset.UTC);
        return "operator/account";
    }
}
