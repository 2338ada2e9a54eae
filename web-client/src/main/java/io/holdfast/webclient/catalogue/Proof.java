package io.holdfast.webclient.catalogue;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.ServiceProblem;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;

/** The puzzle that a page has its browser solve, where orders-service asks for proof of work. */
final class Proof {

    /** The field of a form that the solution is in. */
    static final String SOLUTION = "solution";

    /** The field of a form that was sent by itself once the puzzle was solved. */
    private static final String AGAIN = "proved";

    private Proof() {}

    /** Whether a solution was missing, or did not count. */
    static boolean isMissing(ServiceProblem problem) {
        return problem.code().startsWith("proof-");
    }

    /** Has the page solve a puzzle and send its form again by itself, unless it did so before. */
    static void ask(MultiValueMap<String, String> parameters, Model model) {
        model.addAttribute("puzzle", true);
        model.addAttribute("proving", !parameters.containsKey(AGAIN));
    }

    /** Has the page solve a puzzle if the event asks for one there. */
    static void offer(Event event, Model model) {
        if (event.asksForProofOfWork() && !model.containsAttribute("puzzle")) {
            model.addAttribute("puzzle", true);
        }
    }
}
