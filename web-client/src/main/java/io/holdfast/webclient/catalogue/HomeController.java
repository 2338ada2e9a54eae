package io.holdfast.webclient.catalogue;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.Page;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.Categories;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;

/** The home page: search and the list of upcoming events. */
@Controller
class HomeController {

    private static final String PAGE_SIZE = "12";

    private final Events events;
    private final Clock clock;

    HomeController(Events events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    @GetMapping("/")
    String home(@ModelAttribute("search") Search search, Locale reader, Model model) {
        MultiValueMap<String, String> parameters = search.parameters();
        parameters.add("size", PAGE_SIZE);
        if (search.cursor() != null) {
            parameters.add("cursor", search.cursor());
        }
        Page<Event> page;
        try {
            page = events.search(parameters);
        } catch (ServiceProblem problem) {
            // A condition or an old cursor that it refuses: nothing is found, and the page offers to drop conditions.
            if (problem.status() != 400) {
                throw problem;
            }
            page = new Page<>(List.of(), null);
        }
        model.addAttribute(
                "events", page.items().stream().map(event -> event.in(reader)).toList());
        model.addAttribute("next", page.nextCursor() == null ? null : search.next(page.nextCursor()));
        model.addAttribute("categories", Categories.ALL);
        model.addAttribute("sorts", Search.SORTS);
        model.addAttribute("now", clock.instant());
        return "home";
    }
}
