package io.holdfast.webclient.site;

import io.holdfast.webclient.backend.ServiceProblem;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;

/** What the page of a form for a name and an address says when a service refused them; the form still has what was typed. */
public final class AddressProblems {

    private AddressProblems() {}

    /**
     * @param fields those of the form; errors of others are not shown
     * @throws ServiceProblem the problem, if the form cannot explain it
     */
    public static void show(
            ServiceProblem problem,
            List<String> fields,
            BindingResult errors,
            HttpServletResponse response,
            Model model) {
        switch (problem.status()) {
            case 400 ->
                problem.errors().forEach(error -> reject(error.path("field").asString(""), fields, errors));
            case 429 -> model.addAttribute("problem", "seller.problem.often");
            case 503 -> KeptForm.unsure(response, model);
            default -> throw problem;
        }
        response.setStatus(problem.status());
    }

    private static void reject(String field, List<String> fields, BindingResult errors) {
        if (fields.contains(field) && !errors.hasFieldErrors(field)) {
            boolean missing = String.valueOf(errors.getFieldValue(field)).isBlank();
            String why = field.equals("email") ? "seller.problem.email" : "seller.problem.text";
            errors.rejectValue(field, missing ? "create.problem.required" : why, null, null);
        }
    }
}
