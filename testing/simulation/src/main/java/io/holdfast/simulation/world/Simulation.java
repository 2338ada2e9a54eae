package io.holdfast.simulation.world;

import com.mongodb.client.MongoDatabase;
import io.holdfast.check.Check;
import io.holdfast.check.Report;
import io.holdfast.simulation.machine.Machine;
import io.holdfast.simulation.machine.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** Runs the world of one seed: in the loader of the simulation. */
public final class Simulation {

    private static final Duration LONGEST_LIFE = Duration.ofMinutes(4);
    private static final Duration AFTER_FAULTS = Duration.ofSeconds(12);
    private static final Duration UNTIL_QUIET = Duration.ofSeconds(6);
    /** Twelve minutes: what only a comparison with the provider finds is found within ten. */
    private static final int LOOKS = 120;

    private final World world;
    private final Machine machine;
    private final Venue venue;
    private final boolean untilWrong;
    private @Nullable Organizer organizer;
    private int buyers;
    private int clients;

    private Simulation(long seed, Trace trace, Omissions omissions, boolean untilWrong) {
        this.world = new World(seed, trace, omissions);
        this.untilWrong = untilWrong;
        this.machine = world.machine();
        this.venue = new Venue(world);
        world.unitRules().limits(venue::highestLimit);
        world.roomRules().of(venue);
    }

    /**
     * Runs a seed, or what is left of it.
     *
     * @param story whether its lines are kept
     * @param schedule 0 for what the seed draws
     * @param without what is left out
     * @param faults the numbers of those that happen; null for all
     * @param untilWrong whether it ends as soon as something is wrong
     * @return the parts of an {@code Outcome}, by their names
     */
    public static Map<String, Object> run(
            long seed,
            boolean story,
            int schedule,
            Collection<String> without,
            @Nullable Collection<Integer> faults,
            boolean untilWrong) {
        Trace trace = story ? Trace.kept() : Trace.summed();
        Omissions omissions = new Omissions(without, faults);
        Simulation simulation = new Simulation(seed, trace, omissions, untilWrong);
        if (schedule != 0) {
            simulation.machine.drawAnew(schedule);
        }
        try {
            simulation.live();
            if (!simulation.isOver()) {
                simulation.judge();
            }
        } catch (RuntimeException e) {
            simulation.world.history().wrong("broke off: " + Failure.of(e));
        }
        List<String> wrong = new ArrayList<>(simulation.world.history().wrong());
        wrong.addAll(trace.failures());
        return Map.of(
                "wrong",
                List.copyOf(wrong),
                "story",
                List.copyOf(trace.lines()),
                "sum",
                trace.sum(),
                "steps",
                simulation.machine.steps(),
                "counts",
                simulation.world.history().counts(),
                "parts",
                omissions.kept(),
                "faults",
                omissions.faults());
    }

    private boolean isOver() {
        return untilWrong && !world.history().wrong().isEmpty();
    }

    private void live() {
        world.start();
        Organizer publishing = new Organizer(world, venue);
        organizer = publishing;
        clients = 1;
        machine.outside().start("opening", () -> {
            try {
                while (!world.isReady()) {
                    machine.sleep(Duration.ofMillis(100));
                    if (!world.history().wrong().isEmpty()) {
                        return;
                    }
                }
                world.faults().begin();
                new Disasters(world).start();
                world.bookkeeping().start();
                world.history().count("opened");
                if (publishing.publish()) {
                    start(publishing);
                    if (venue.room() != null && world.omissions().keep("latecomer")) {
                        start(new Latecomer(world, venue));
                    }
                    buyers = machine.between(2, 6);
                    for (int buyer = 1; buyer <= buyers; buyer++) {
                        start("buyer-" + buyer, "");
                        if (machine.chance(venue.isContested() ? 0.9 : 0.2)) {
                            start("buyer-" + buyer, "also-");
                        }
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                clients--;
            }
        });
        long end = LONGEST_LIFE.toNanos();
        machine.run(() -> clients == 0 || machine.nanoTime() > end || isOver());
    }

    private void start(String buyer, String tab) {
        if (world.omissions().keep(tab + buyer)) {
            start(new Buyer(world, buyer, tab, venue));
        }
    }

    private void start(Client client) {
        clients++;
        client.start(() -> clients--);
    }

    private void judge() {
        machine.trace().say(machine, () -> "From now on nothing goes wrong");
        world.faults().stop();
        world.replicas().forEach(Replica::setClockRight);
        world.replicas().forEach(Replica::thaw);
        world.broker().comeBack();
        if (!world.history().counts().containsKey("opened")) {
            world.history().wrong("The services did not start");
            return;
        }
        Report report = settle();
        Organizer changing = organizer;
        if (changing != null
                && venue.room() != null
                && venue.isPublished()
                && isQuiet(report)
                && machine.chance(0.5)
                && world.omissions().keep("day-after")) {
            new DayAfter(world, venue, changing, this::settle).pass();
            report = settle();
        }
        History history = world.history();
        report.wrong().forEach(finding -> history.wrong(finding.toString()));
        if (report.inFlight() > 0) {
            history.wrong("never done: " + report.underway());
        }
        checkAnswers();
        checkLimits();
        checkVoid();
        checkIntents();
        world.roomRules().checkInTheEnd();
        SettlementRules.broken(world).forEach(history::wrong);
        world.indexRules().broken(world).forEach(history::wrong);
        if (!world.bookkeeping().all().isEmpty()) {
            history.count("settled");
        }
    }

    /** Lets the services run until nothing is left to do, or for long. */
    private Report settle() {
        machine.run(AFTER_FAULTS);
        Report report = check();
        for (int look = 0; look < LOOKS && !(isQuiet(report) && isSettled()); look++) {
            machine.run(UNTIL_QUIET);
            report = check();
        }
        return report;
    }

    private boolean isSettled() {
        RoomRules rooms = world.roomRules();
        return rooms.isNextAdmitted()
                && rooms.isGivenUpInTime()
                && SettlementRules.broken(world).isEmpty();
    }

    private static boolean isQuiet(Report report) {
        return report.isSound() && report.inFlight() == 0;
    }

    /** Of what buyers confirm in the page, nothing is open for ever, and what is not charged is set aside no longer. */
    private void checkIntents() {
        Map<String, String> charges = new HashMap<>();
        for (BsonDocument charge : world.database(Service.PAYMENTS).documents("payments", "sandbox_charges")) {
            charges.put(
                    charge.getString("_id").getValue(),
                    charge.getString("status").getValue());
        }
        for (Intents.Intent intent : world.intents().all()) {
            String charge = charges.getOrDefault(intent.reference(), "unknown");
            if (world.intents().confirmable().contains(intent)) {
                world.history()
                        .wrong("I3 %s can still be confirmed, for order %s"
                                .formatted(intent.reference(), intent.request().orderId()));
            } else if (intent.state() == Intents.State.CONFIRMED
                    && List.of("unknown", "AUTHORIZED").contains(charge)) {
                world.history()
                        .wrong("I3 %s was confirmed for order %s, and its charge is %s"
                                .formatted(intent.reference(), intent.request().orderId(), charge));
            }
        }
    }

    /** An id is made void where the fate of an order is unknown, and so never while databases and processes work. */
    private void checkVoid() {
        if (world.faults().isGentle()) {
            world.database(Service.ORDERS).documents("orders", "orders").stream()
                    .filter(order -> order.containsKey("void"))
                    .forEach(order -> world.history()
                            .wrong("order %s was made void though nothing failed"
                                    .formatted(order.getString("_id").getValue())));
        }
    }

    /** I10: where a limit was never changed, no buyer ever had more. */
    private void checkLimits() {
        venue.constantLimits().forEach((tier, limit) -> {
            for (int buyer = 1; buyer <= buyers; buyer++) {
                String id = "buyer-" + buyer;
                int most = world.freeUnits().mostCounted(venue.eventId(), tier, id, 0, machine.nanoTime());
                if (most > limit) {
                    world.history()
                            .wrong("I10 %s had %d units of %s, and may have %d"
                                    .formatted(id, most, tier.isEmpty() ? "the event" : tier, limit));
                }
            }
        });
    }

    /** What was given back by itself stays so, whatever becomes of the rest. */
    private void checkEnded(@Nullable BsonDocument order, String id, Set<String> tickets) {
        Set<String> ended = new HashSet<>();
        if (order != null && order.containsKey("ended")) {
            order.getArray("ended")
                    .forEach(ticket ->
                            ended.add(ticket.asDocument().getString("id").getValue()));
        }
        if (order == null
                || (order.getString("status").getValue().equals("COMPLETED") && !ended.containsAll(tickets))) {
            world.history().wrong("I4 of order %s %s were given back, and are there".formatted(id, tickets));
        }
    }

    private Report check() {
        Map<String, MongoDatabase> databases = new HashMap<>();
        for (Service service : Service.ALL) {
            databases.put(service.shortName(), world.documents(service));
        }
        return Check.of(databases, world.broker().contents(), machine.time());
    }

    /** Compares what clients were told with what is stored. */
    private void checkAnswers() {
        Map<String, BsonDocument> orders = new HashMap<>();
        for (BsonDocument order : world.database(Service.ORDERS).documents("orders", "orders")) {
            orders.put(order.getString("_id").getValue(), order);
            if (order.containsKey("heldUntil")) {
                world.history().count("prolonged");
            }
        }
        History history = world.history();
        for (String placed : history.placed()) {
            BsonDocument order = orders.get(placed);
            if (order == null || order.containsKey("void")) {
                history.wrong("I4 order %s was placed, and is not there".formatted(placed));
            }
        }
        for (String paid : history.paid()) {
            BsonDocument order = orders.get(paid);
            String status = order == null ? "gone" : order.getString("status").getValue();
            if (!List.of("COMPLETED", "SOLD_BACK", "REFUNDED").contains(status)) {
                history.wrong("I3 order %s was paid, and is %s".formatted(paid, status));
            }
        }
        history.ended().forEach((changed, tickets) -> checkEnded(orders.get(changed), changed, tickets));
        history.over().forEach((over, status) -> {
            BsonDocument order = orders.get(over);
            if (order == null || !order.getString("status").getValue().equals(status)) {
                history.wrong("I4 order %s was told to be %s, and is %s".formatted(over, status, order));
            }
        });
    }
}
