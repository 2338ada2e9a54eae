package io.holdfast.chaos;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * One request, and what came back.
 *
 * @param number in the order in which requests ended, from 1
 * @param actor who asked
 * @param act what it was about, in a word: {@code order}, {@code pay}
 * @param subject the id of what it was about, where the path or the body names one; empty otherwise
 * @param key its Idempotency-Key; empty for none
 * @param request the body; missing for none
 * @param asked when it was sent, in milliseconds since 1970
 * @param answered when its answer had come, or the client gave up
 * @param status of HTTP; 0 when no answer came
 * @param code the word of a problem; empty otherwise
 * @param answer the body; missing when it was not JSON, or none came
 * @param failure why no answer came; null when one did
 */
record Exchange(
        long number,
        String actor,
        String act,
        String subject,
        String key,
        JsonNode request,
        long asked,
        long answered,
        int status,
        String code,
        JsonNode answer,
        @Nullable String failure) {

    /** Answers that say "later", from which a client does not learn whether its request was carried out. */
    private static final Set<Integer> UNDECIDED = Set.of(0, 429, 502, 503, 504);

    /**
     * Whether it is unknown what became of the request, so that the client repeats it. An error of the server's own counts as unknown,
     * too; and so does an order that payments-service does not know yet, because the message about it has not arrived.
     */
    boolean isUndecided() {
        return UNDECIDED.contains(status) || status == 500 || isNotKnownYet();
    }

    /** Whether an order, which is there, is unknown to payments-service. */
    boolean isNotKnownYet() {
        return is("pay", 404);
    }

    boolean is(String anAct, int aStatus) {
        return act.equals(anAct) && status == aStatus;
    }

    /** What came back, for a table: {@code 201}, {@code 409 sold-out}, {@code nothing}. */
    String outcome() {
        if (status == 0) {
            return "nothing";
        }
        return code.isEmpty() ? String.valueOf(status) : status + " " + code;
    }

    /** As it is kept in the history. */
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("number", number);
        values.put("actor", actor);
        values.put("act", act);
        values.put("subject", subject);
        values.put("key", key);
        values.put("asked", asked);
        values.put("answered", answered);
        values.put("status", status);
        values.put("code", code);
        if (!(request instanceof MissingNode)) {
            values.put("request", request);
        }
        if (!(answer instanceof MissingNode)) {
            values.put("answer", answer);
        }
        if (failure != null) {
            values.put("failure", failure);
        }
        return values;
    }
}
