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
 * What orders-service says about one line of a refused choice.
 *
 * @param tier the line's tier; empty when it is about the choice as a whole
 * @param available how many there still are, or may still be had; null when it does not say
 * @param taken seats that are gone
 * @param nearest free seats it offers instead
 */
record Refusal(String tier, @Nullable Integer available, Set<String> taken, List<String> nearest, String message) {

    private static final Pattern LINE = Pattern.compile("items\\[(\\d{1,3})].*");

    static List<Refusal> of(ServiceProblem problem, List<Orders.Line> lines) {
        return problem.errors().stream().map(error -> of(error, problem, lines)).toList();
    }

    private static Refusal of(JsonNode error, ServiceProblem problem, List<Orders.Line> lines) {
        Set<String> taken = new LinkedHashSet<>(names(error.path("seats")));
        return new Refusal(
                tier(error, lines),
                error.path("available").isNumber() ? error.path("available").asInt() : null,
                taken,
                // As many as are gone: that is what is picked instead.
                names(error.path("nearest")).stream().limit(taken.size()).toList(),
                error.path("message").asString(problem.detail()));
    }

    /** It names the tier, or the line by its place among those that were sent. */
    private static String tier(JsonNode error, List<Orders.Line> lines) {
        String field = error.path("field").asString("");
        Matcher line = LINE.matcher(field);
        if (error.path("tierId").isString() || !line.matches()) {
            return error.path("tierId").asString(field);
        }
        int place = Integer.parseInt(line.group(1));
        return place < lines.size() ? lines.get(place).tierId() : "";
    }

    private static List<String> names(JsonNode list) {
        return list.values().stream()
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .toList();
    }
}
