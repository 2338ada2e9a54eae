package io.holdfast.webclient.operator;

import io.holdfast.webclient.backend.Operations;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.Visitor;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Taking events down and putting them back. */
@Controller
class OperatedEventController {

    private final Operations operations;

    OperatedEventController(Operations operations) {
        this.operations = operations;
    }

    @PostMapping("/operator/events/{id:[\\w-]{1,64}}")
    String decide(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String action,
            @RequestParam(defaultValue = "") String reason,
            Visitor visitor) {
        String token = OperatorPages.token(visitor);
        String page = "redirect:/events/" + id;
        try {
            if (action.equals("put-back")) {
                operations.putBack(token, id);
            } else if (action.equals("take-down")) {
                operations.takeDown(token, id, reason.strip());
            }
            return page;
        } catch (ServiceProblem problem) {
            return switch (problem.code()) {
                case "validation-failed" -> page + "?unreasoned";
                case "not-editable" -> page;
                default -> throw problem;
            };
        }
    }
}
