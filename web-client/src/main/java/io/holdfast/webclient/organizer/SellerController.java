package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.SignInNeeded;
import io.holdfast.webclient.site.AddressProblems;
import io.holdfast.webclient.site.Countries;
import io.holdfast.webclient.site.KeptForm;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;

/** The page on which an organizer says who sells the tickets. */
@Controller
class SellerController {

    private static final String PAGE = "/organizer/seller";
    private static final List<String> FIELDS =
            List.of("name", "street", "postalCode", "city", "country", "taxId", "email");

    private final Events events;

    SellerController(Events events) {
        this.events = events;
    }

    @GetMapping(PAGE)
    String show(Visitor visitor, Locale language, Model model) {
        model.addAttribute("form", SellerForm.of(events.seller(visitor.requireToken())));
        return page(language, model);
    }

    @PostMapping(PAGE)
    String save(
            @ModelAttribute("form") SellerForm form,
            BindingResult errors,
            Visitor visitor,
            Locale language,
            HttpServletResponse response,
            Model model) {
        try {
            events.describeSeller(visitor.requireToken(), form.seller());
            return "redirect:" + PAGE + "?saved";
        } catch (SignInNeeded e) {
            KeptForm.signedOut(response, model);
        } catch (ServiceUnreachable e) {
            KeptForm.unsure(response, model);
        } catch (ServiceProblem problem) {
            AddressProblems.show(problem, FIELDS, errors, response, model);
        }
        return page(language, model);
    }

    private static String page(Locale language, Model model) {
        model.addAttribute("countries", Countries.in(language));
        return "organizer/seller";
    }
}
