package io.holdfast.orders.order;

import io.holdfast.orders.inventory.Busy;
import io.holdfast.orders.inventory.Refused;
import io.holdfast.orders.inventory.Refused.Shortage;
import io.holdfast.web.ProblemException;
import io.holdfast.web.ProblemTranslator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** What the reasons of the core are called at the edge: one place for every code. */
@Component
class OrderProblems implements ProblemTranslator {

    @Override
    public @Nullable ProblemException translate(Throwable exception) {
        return switch (exception) {
            case Refused refused -> refused(refused);
            case Busy busy -> ProblemException.unavailable(busy.reason(), Duration.ofSeconds(1));
            case IllegalTransition refused ->
                ProblemException.of(HttpStatus.CONFLICT, "order-not-pending", refused.reason());
            default -> null;
        };
    }

    private static ProblemException refused(Refused refused) {
        List<Shortage> shortages = refused.shortages();
        List<Map<String, Object>> errors = shortages.stream()
                .map(shortage -> Map.<String, Object>of(
                        "field",
                        "items." + shortage.tierId(),
                        "message",
                        shortage.available() == 0 ? "none left" : "only " + shortage.available() + " left",
                        "tierId",
                        shortage.tierId(),
                        "available",
                        shortage.available()))
                .toList();
        Duration retryAfter = refused.retryAfter();
        if (retryAfter != null) {
            return ProblemException.of(
                            HttpStatus.CONFLICT,
                            "all-held",
                            "The last tickets are held by others. Some may come back in "
                                    + Math.max(1, retryAfter.toSeconds()) + " s.")
                    .withErrors(errors)
                    .withRetryAfter(retryAfter);
        }
        boolean soldOut = shortages.stream().anyMatch(shortage -> shortage.available() == 0);
        return ProblemException.of(
                        HttpStatus.CONFLICT,
                        soldOut ? "sold-out" : "not-enough-left",
                        soldOut ? "There are no tickets left." : "There are not that many tickets left.")
                .withErrors(errors);
    }
}
