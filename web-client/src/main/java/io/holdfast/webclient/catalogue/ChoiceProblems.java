package io.holdfast.webclient.catalogue;

import java.util.Map;
import java.util.Set;

/**
 * What is wrong with a choice of tickets.
 *
 * @param texts what is wrong with a line, by tier
 * @param taken names of seats that are taken although the plan may not show it yet, by tier
 */
record ChoiceProblems(Map<String, String> texts, Map<String, Set<String>> taken) {

    static final ChoiceProblems NONE = new ChoiceProblems(Map.of(), Map.of());
}
