package io.holdfast.webclient.catalogue;

import io.holdfast.webclient.backend.Orders;
import io.holdfast.webclient.backend.ServiceProblem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A line of a refused order, with the reason that orders-service gives.
 *
 * @param tier the line's tier; empty if the reason is about the order as a whole
 * @param available how many can still be bought; null if that is not given
 * @param taken names of seats that are taken
 * @param nearest names of free seats near them, at most as many
 * @param own the order by which the visitor holds what cannot be had; null if there is none, or it is not known
 */
record RefusedLine(
        String tier,
        @Nullable Integer available,
        Set<String> taken,
        List<String> nearest,
        String message,
        @Nullable String own) {

    private static final Pattern LINE = Pattern.compile("items\\[(\\d{1,3})].*");

    static List<RefusedLine> of(ServiceProblem problem, List<Orders.Line> lines) {
        return problem.errors().stream().map(error -> of(error, problem, lines)).toList();
    }

    private static RefusedLine of(JsonNode error, ServiceProblem problem, List<Orders.Line> lines) {
        Set<String> taken = new LinkedHashSet<>(names(error.path("seats")));
        return new RefusedLine(
                tier(error, lines),
                error.path("available").isNumber() ? error.path("available").asInt() : null,
                taken,
                // At most as many as are taken, since they are picked instead.
                names(error.path("nearest")).stream().limit(taken.size()).toList(),
                error.path("message").asString(problem.detail()),
                error.path("orderId").isString() ? error.path("orderId").asString() : null);
    }

    /** The error names the tier, or the index of the line in the request. */
    private static String tier(JsonNode error, List<Orders.Line> lines) {
        String field = error.path("field").asString("");
        Matcher line = LINE.matcher(field);
        if (error.path("tierId").isString() || !line.matches()) {
            return error.path("tierId").asString(field);
        }
        int index = Integer.parseInt(line.group(1));
        return index < lines.size() ? lines.get(index).tierId() : "";
    }

    private static List<String> names(JsonNode list) {
        return list.values().stream()
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .toList();
    }
}
