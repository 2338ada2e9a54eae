package io.holdfast.simulation.world;

import io.holdfast.simulation.broker.BrokerFaults;
import io.holdfast.simulation.broker.Fate;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.Failures;
import io.holdfast.simulation.documents.Operation;
import io.holdfast.simulation.machine.Machine;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** What goes wrong, how often: decided by the seed for the whole run, and for each case. Before {@link #begin} and after {@link #stop} nothing does. */
final class Faults implements BrokerFaults {

    private static final String EVERYTHING = "";
    /** How much likelier a strike is where only the writes of one collection are struck, which are few. */
    private static final int AIMED = 8;

    private static final int MOST_STRIKES = 15;

    /** Of a write to the book of a waiting room, of which there are few: one of them is the bell. */
    private static final double STRIKES_AT_PAGES = 0.2;

    private final Machine machine;
    private final Omissions omissions;
    private final boolean gentle;
    private final double databases;
    private final double messages;
    private final double repetitions;
    private final double requests;
    private final double strikes;
    private final String struck;
    private final int slowness;
    private int strikesLeft;
    private boolean stopped = true;
    private boolean begun;

    Faults(Machine machine, Omissions omissions) {
        this.machine = machine;
        this.omissions = omissions;
        this.gentle = machine.chance(0.2);
        this.databases = gentle ? 0 : share("database-faults");
        this.messages = share("message-faults");
        this.repetitions = machine.chance(0.15) && omissions.keep("repetitions") ? 0.9 : messages / 2;
        this.requests = share("request-faults");
        double often = gentle ? 0.02 : machine.oneOf(List.of(0.0, 0.0, 0.005, 0.02));
        this.strikes = often > 0 && omissions.keep("strikes") ? often : 0;
        this.struck = gentle ? "blocks" : machine.oneOf(List.of(EVERYTHING, "blocks", "orders"));
        this.strikesLeft = gentle ? 2 : MOST_STRIKES;
        // Where nothing else goes wrong, what takes long is what may be taken for abandoned.
        int slow = machine.oneOf(gentle ? List.of(300) : List.of(1, 1, 20, 300));
        this.slowness = slow > 1 && omissions.keep("slowness") ? slow : 1;
    }

    private double share(String part) {
        double share = machine.oneOf(List.of(0.0, 0.01, 0.05, 0.15));
        return share > 0 && omissions.keep(part) ? share : 0;
    }

    /** From now on things go wrong; before, services start undisturbed. */
    void begin() {
        stopped = false;
        begun = true;
    }

    /**
     * Whether databases, processes and clocks work all the time: only messages and requests are late, or lost, and a process may be frozen
     * for a moment, in which nothing of it may be taken for abandoned.
     */
    boolean isGentle() {
        return gentle;
    }

    boolean hasBegun() {
        return begun;
    }

    /** From now on everything works. */
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    private boolean happens(double share) {
        return !stopped && machine.chance(share) && omissions.keepFault();
    }

    private Fate fate(double share) {
        if (!happens(share)) {
            return Fate.ANSWERED;
        }
        return switch (machine.between(0, 2)) {
            case 0 -> Fate.UNANSWERED;
            case 1 -> Fate.LATE;
            default -> Fate.LOST;
        };
    }

    @Override
    public Fate published() {
        return fate(messages);
    }

    @Override
    public Fate acknowledged() {
        return fate(messages);
    }

    /** What becomes of a client's request. */
    Fate request() {
        return fate(requests);
    }

    /** Whether a process crashes, or is frozen, right after this. In some seeds only changes of one collection count, and a few reads. */
    boolean strikesAfter(Operation operation) {
        if (strikesLeft == 0 || !happens(strikesAfterEach(operation))) {
            return false;
        }
        strikesLeft--;
        return true;
    }

    private double strikesAfterEach(Operation operation) {
        if (strikes > 0 && operation.isWrite() && operation.collection().equals("waiting_pages")) {
            return STRIKES_AT_PAGES;
        }
        if (struck.equals(EVERYTHING)) {
            return operation.isWrite() ? strikes : 0;
        }
        if (!operation.collection().equals(struck)) {
            return 0;
        }
        return operation.isWrite() ? AIMED * strikes : strikes;
    }

    @Override
    public boolean isDeliveredTwice() {
        return happens(repetitions);
    }

    @Override
    public boolean overtakes() {
        return happens(messages);
    }

    /** From 50 microseconds to some milliseconds; where it is slow, up to seconds. */
    @Override
    public long latency() {
        long usual = 50_000L + machine.random().nextInt(2_000_000);
        boolean slow = !stopped && machine.chance(0.1) && slowness > 1 && omissions.keepFault();
        return slow ? usual * slowness : usual;
    }

    @Override
    public long delay() {
        return machine.between(1, 4_000) * 1_000_000L;
    }

    /**
     * The way of a process to its database.
     *
     * @param between called where others do something between two steps of an operation
     * @param afterwards called when an operation was performed, or a part of it
     */
    Effects effects(Consumer<Operation> between, Consumer<Operation> afterwards) {
        return operation -> perform(operation, between, afterwards);
    }

    private void perform(Operation operation, Consumer<Operation> between, Consumer<Operation> afterwards) {
        machine.pause(latency());
        switch (fate(databases)) {
            case ANSWERED -> {
                performInSteps(operation, between);
                afterwards.accept(operation);
                machine.pause(latency() / 2);
            }
            case UNANSWERED -> {
                if (operation.isWrite() && machine.chance(0.3)) {
                    operation.step();
                    machine.trace().say(machine, () -> "  half done, and no answer: " + operation.name());
                } else {
                    performInSteps(operation, between);
                    machine.trace().say(machine, () -> "  done, and no answer: " + operation.name());
                }
                afterwards.accept(operation);
                fail();
            }
            case LATE -> {
                long end = World.LONGEST_STATEMENT.toNanos();
                long later = (long) (machine.random().nextDouble() * end);
                machine.trace().say(machine, () -> "  to be done later, and no answer: " + operation.name());
                machine.after(Duration.ofNanos(later), machine.outside(), () -> {
                    machine.trace().say(machine, () -> "  done late: " + operation);
                    operation.perform();
                    afterwards.accept(operation);
                });
                fail();
            }
            case LOST -> {
                machine.trace().say(machine, () -> "  lost: " + operation.name());
                fail();
            }
        }
    }

    /** Others may do something between two steps. */
    private void performInSteps(Operation operation, Consumer<Operation> between) {
        if (!operation.isWrite()) {
            operation.perform();
            return;
        }
        while (operation.step()) {
            if (happens(0.1)) {
                between.accept(operation);
                machine.pause(latency());
            }
        }
    }

    private void fail() {
        if (machine.chance(0.5)) {
            machine.pause(latency());
            throw Failures.connectionReset();
        }
        machine.pause(World.LONGEST_STATEMENT.toNanos());
        throw Failures.readTimeout();
    }
}
