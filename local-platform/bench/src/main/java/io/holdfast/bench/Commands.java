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
import org.bson.BsonArray;
import org.bson.BsonInt32;
import org.bson.BsonNumber;
import org.bson.BsonValue;

/** Counts the commands that a service sends to its database, and the time they take, by command and collection. */
final class Commands implements CommandListener {

    private static final Set<String> WRITING = Set.of("insert", "update", "delete", "findAndModify");
    private static final BsonArray NONE = new BsonArray();
    private static final BsonNumber NOTHING = new BsonInt32(0);

    private final Map<Integer, Command> underway = new ConcurrentHashMap<>();
    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();

    /** @param guards of its updates, each a filter that has to match */
    private record Command(String what, int guards) {}

    /**
     * What there was of one kind of command.
     *
     * @param count commands answered
     * @param guards of the updates in them
     * @param matched how many of the guards matched
     */
    record Tally(long count, Duration time, long guards, long matched) {

        static final Tally NOTHING = new Tally(0, Duration.ZERO, 0, 0);

        Tally plus(Tally other) {
            return new Tally(
                    count + other.count, time.plus(other.time), guards + other.guards, matched + other.matched);
        }

        Tally minus(Tally earlier) {
            return new Tally(
                    count - earlier.count,
                    time.minus(earlier.time),
                    guards - earlier.guards,
                    matched - earlier.matched);
        }
    }

    @Override
    public void commandStarted(CommandStartedEvent event) {
        String name = event.getCommandName();
        BsonValue collection = event.getCommand().get(name);
        underway.put(
                event.getRequestId(),
                new Command(
                        collection != null && collection.isString()
                                ? name + " " + collection.asString().getValue()
                                : name,
                        event.getCommand().getArray("updates", NONE).size()));
    }

    @Override
    public void commandSucceeded(CommandSucceededEvent event) {
        ended(
                event.getRequestId(),
                event.getElapsedTime(TimeUnit.NANOSECONDS),
                event.getResponse().getNumber("n", NOTHING).intValue());
    }

    @Override
    public void commandFailed(CommandFailedEvent event) {
        ended(event.getRequestId(), event.getElapsedTime(TimeUnit.NANOSECONDS), 0);
    }

    private void ended(int request, long nanos, int matched) {
        Command command = underway.remove(request);
        if (command != null) {
            tallies.merge(
                    command.what(),
                    new Tally(1, Duration.ofNanos(nanos), command.guards(), command.guards() == 0 ? 0 : matched),
                    Tally::plus);
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
