package io.holdfast.bench;

import com.mongodb.event.CommandFailedEvent;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;

/** Counts the commands that a service sends to its database, and the time they take, by command and collection. */
final class Commands implements CommandListener {

    private static final Set<String> WRITING = Set.of("insert", "update", "delete", "findAndModify");

    private final Map<Integer, String> underway = new ConcurrentHashMap<>();
    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();

    /** @param count commands answered */
    record Tally(long count, Duration time) {

        private static final Tally NOTHING = new Tally(0, Duration.ZERO);

        Tally plus(Tally other) {
            return new Tally(count + other.count, time.plus(other.time));
        }

        Tally minus(Tally earlier) {
            return new Tally(count - earlier.count, time.minus(earlier.time));
        }
    }

    @Override
    public void commandStarted(CommandStartedEvent event) {
        String name = event.getCommandName();
        BsonValue collection = event.getCommand().get(name);
        underway.put(
                event.getRequestId(),
                collection != null && collection.isString()
                        ? name + " " + collection.asString().getValue()
                        : name);
    }

    @Override
    public void commandSucceeded(CommandSucceededEvent event) {
        ended(event.getRequestId(), event.getElapsedTime(TimeUnit.NANOSECONDS));
    }

    @Override
    public void commandFailed(CommandFailedEvent event) {
        ended(event.getRequestId(), event.getElapsedTime(TimeUnit.NANOSECONDS));
    }

    private void ended(int request, long nanos) {
        String what = underway.remove(request);
        if (what != null) {
            tallies.merge(what, new Tally(1, Duration.ofNanos(nanos)), Tally::plus);
        }
    }

    /** Everything so far. */
    Map<String, Tally> all() {
        return new TreeMap<>(tallies);
    }

    /** What has been done since {@code before}. */
    Map<String, Tally> since(Map<String, Tally> before) {
        Map<String, Tally> since = new TreeMap<>();
        all().forEach((what, now) -> {
            Tally done = now.minus(before.getOrDefault(what, Tally.NOTHING));
            if (done.count() > 0) {
                since.put(what, done);
            }
        });
        return since;
    }

    static boolean writes(String what) {
        return WRITING.contains(what.replaceFirst(" .*", ""));
    }
}
