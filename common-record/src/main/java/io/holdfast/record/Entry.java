package io.holdfast.record;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a person did.
 *
 * @param fact names it: of several entries about the same fact one is kept, so that writing one again is safe
 * @param kind a stable word, such as {@code signed-in}
 * @param actor the account that did it; null for a visitor
 * @param accounts whom it concerns, the actor among them: who may read it
 * @param event whose organizer may read it; null for none
 * @param details what else is to be known of it: a few short values
 */
public record Entry(
        String fact,
        String kind,
        Role role,
        @Nullable String actor,
        Set<String> accounts,
        @Nullable String event,
        Map<String, String> details) {

    public Entry {
        accounts = Set.copyOf(accounts);
        details = Map.copyOf(details);
    }

    /** What a person did to what is theirs. */
    public static Entry byOwner(String fact, String kind, String account) {
        return new Entry(fact, kind, Role.OWNER, account, Set.of(account), null, Map.of());
    }

    /** What a visitor did who was not signed in. */
    public static Entry byVisitor(String fact, String kind) {
        return new Entry(fact, kind, Role.VISITOR, null, Set.of(), null, Map.of());
    }

    /** What an operator did. */
    public static Entry byOperator(String fact, String kind, String operator) {
        return new Entry(fact, kind, Role.OPERATOR, operator, Set.of(operator), null, Map.of());
    }

    /** What the organizer of an event did. */
    public static Entry byOrganizer(String fact, String kind, String organizer, String event) {
        return new Entry(fact, kind, Role.ORGANIZER, organizer, Set.of(organizer), event, Map.of());
    }

    /** It concerns this account, too. */
    public Entry concerning(String account) {
        Set<String> more = new LinkedHashSet<>(accounts);
        more.add(account);
        return new Entry(fact, kind, role, actor, more, event, details);
    }

    /** It concerns this event. */
    public Entry about(String concerned) {
        return new Entry(fact, kind, role, actor, accounts, concerned, details);
    }

    /** With one more detail, unless it is null. Long values are shortened. */
    public Entry with(String name, @Nullable String value) {
        if (value == null) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(details);
        more.put(name, Texts.shortened(value));
        return new Entry(fact, kind, role, actor, accounts, event, more);
    }
}
