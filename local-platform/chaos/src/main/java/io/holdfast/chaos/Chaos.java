package io.holdfast.chaos;

import io.holdfast.chaos.Market.Sale;
import io.holdfast.local.Directories;
import io.holdfast.local.EndOfProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** {@code ./holdfast chaos}. */
public final class Chaos {

    private static final int WRONG = 1;
    private static final int NOT_RUN = 2;
    private static final int BUYERS = 12;
    private static final int DOORS = 2;
    private static final int VISITORS_OF_A_ROOM = 10;

    /** From the opening of a waiting room to that of the next. */
    private static final Duration BETWEEN_BELLS = Duration.ofMinutes(3);

    /** Until the first one opens, in a run that is long enough. */
    private static final Duration GATHERING = Duration.ofMinutes(1);

    /** Published by then, and known to orders-service. */
    private static final Duration SOONEST = Duration.ofSeconds(10);

    /** How near to the opening of a room a process is killed at it. */
    private static final Duration AT_BELL = Duration.ofSeconds(1);

    private final ChaosOptions options;
    private final Path directory;
    private final History history;
    private final List<Client> ordering = new ArrayList<>();
    private final List<Actor> actors = new ArrayList<>();
    private final List<Instant> bells = new ArrayList<>();
    private final List<RoomVisitor> visitors = new ArrayList<>();
    private final Market market = new Market();

    private Chaos(ChaosOptions options, Path directory) throws IOException {
        this.options = options;
        this.directory = directory;
        this.history = new History(directory.resolve("history.jsonl"));
    }

    public static void main(String[] arguments) {
        // Keeps what the drivers log out of the report.
        System.setProperty("logback.configurationFile", "check-logback.xml");
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        try {
            ChaosOptions options = ChaosOptions.parse(arguments);
            String name = "%s-seed-%d"
                    .formatted(
                            LocalDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("MMdd-HHmmss")),
                            options.seed());
            Path directory = Files.createDirectories(options.out().resolve(name));
            return new Chaos(options, directory).run() ? 0 : WRONG;
        } catch (ChaosOptions.BadOption e) {
            System.err.println(e.getMessage() + ". ./holdfast chaos --help lists what there is.");
        } catch (IOException | RuntimeException e) {
            System.err.println("No faults could be made: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return NOT_RUN;
    }

    /** Whether nothing is wrong. */
    private boolean run() throws IOException, InterruptedException {
        IO.println("Starting two replicas of each service, seed %d.".formatted(options.seed()));
        SystemUnderTest system = new SystemUnderTest(directory);
        // Also when this is ended by Ctrl-C: a file system that stays mounted would stay in memory.
        EndOfProcess.afterServersStop(system::unmount);
        ChaosReport report = new ChaosReport(options);
        report.leftOut(impossible(system));
        try {
            makeFaults(system, report);
            settle(system, report);
        } finally {
            history.close();
        }
        report.history(history.all());
        boolean sound = report.isSound();
        system.close(sound ? null : Files.createDirectories(directory.resolve("data")));
        if (sound) {
            Directories.delete(directory.resolve("system").resolve("data"));
        }
        IO.print("\n" + report);
        Files.writeString(directory.resolve("report.txt"), report.toString());
        IO.println("History, logs and this report are in " + directory);
        return sound;
    }

    private static List<String> impossible(SystemUnderTest system) {
        List<String> impossible = new ArrayList<>();
        if (system.proxies().isEmpty()) {
            impossible.add("faults of the network: there is no toxiproxy-server on PATH");
        }
        if (!system.databaseDisk().canBeFull()) {
            impossible.add("full disks: this user cannot mount a tmpfs");
        }
        return impossible;
    }

    private void makeFaults(SystemUnderTest system, ChaosReport report) throws IOException, InterruptedException {
        Faults faults = new Faults(system, this::journal);
        openMarket(system);
        Instant start = Instant.now();
        FaultPlan plan = FaultPlan.of(
                options.seed(),
                options.time(),
                bells.stream()
                        .map(bell -> Duration.between(start, bell).toMillis())
                        .toList(),
                options.only(),
                kind -> !(kind.needsProxy() && system.proxies().isEmpty())
                        && !(kind.needsDisk() && !system.databaseDisk().canBeFull()));
        IO.println("Making %d faults in %.1f minutes."
                .formatted(plan.steps().size(), options.time().toMillis() / 60_000.0));
        actors.forEach(Actor::start);
        faults.run(plan, options.time().toMillis());
        actors.forEach(Actor::stop);
        for (Actor actor : actors) {
            actor.join();
        }
        report.faults(faults.made(), faults.kills());
        report.bells(
                bells.size(),
                bells.stream()
                        .filter(bell -> faults.ordersKilled().stream().anyMatch(at -> isNear(bell, at)))
                        .count());
    }

    private static boolean isNear(Instant bell, Instant at) {
        return Duration.between(bell, at).abs().compareTo(AT_BELL) < 0;
    }

    private void openMarket(SystemUnderTest system) throws InterruptedException {
        Client organizing = new Client(system.url(), "organizer", history).signUp();
        Organizer organizer = new Organizer(organizing, options.seed() + 1, market);
        organizer.open();
        actors.add(organizer);
        ordering.add(organizing);
        for (int i = 1; i <= BUYERS; i++) {
            Client client = new Client(system.url(), "buyer-" + i, history).signUp();
            actors.add(new Buyer(client, options.seed() + 100 + i, market));
            ordering.add(client);
        }
        for (int i = 1; i <= DOORS; i++) {
            actors.add(new Door(organizing.at("door-" + i), options.seed() + 10 + i, market));
        }
        openRooms(system, organizer);
    }

    /**
     * Events with waiting rooms: the last thing before the faults begin, so that each room opens while they are made. The one that opens
     * first is the last one to be published.
     */
    private void openRooms(SystemUnderTest system, Organizer organizer) throws InterruptedException {
        Duration first = least(GATHERING, options.time().dividedBy(3));
        long rooms = 1 + options.time().minus(first).minusMillis(1).dividedBy(BETWEEN_BELLS);
        List<Client> people = new ArrayList<>();
        for (int i = 1; i <= rooms * VISITORS_OF_A_ROOM; i++) {
            people.add(new Client(system.url(), "visitor-" + i, history).signUp());
        }
        Random random = new Random(options.seed() + 2);
        for (long room = rooms - 1; room >= 0; room--) {
            Instant now = Instant.now();
            Instant bell = now.plus(most(SOONEST, first.plus(BETWEEN_BELLS.multipliedBy(room))));
            bells.addFirst(bell);
            Sale sale = organizer.openRoom(bell);
            Duration gathering = least(Duration.between(now, bell), BETWEEN_BELLS);
            for (int i = 0; i < VISITORS_OF_A_ROOM; i++) {
                Client client = people.removeFirst();
                // The first one comes early. Most others come while it gathers people, and some when it opens or later.
                double share = i == 0 ? 0 : 1.3 * random.nextDouble();
                Instant comesAt = bell.minus(gathering).plusMillis((long) (share * gathering.toMillis()));
                visitors.add(new RoomVisitor(client, options.seed() + 1_000 + visitors.size(), sale, comesAt, bell));
                ordering.add(client);
            }
        }
        actors.addAll(visitors);
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration most(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /** Lets everything be handled, and compares what there is with what clients were told. */
    private void settle(SystemUnderTest system, ChaosReport report) throws InterruptedException {
        IO.println("No more faults. Waiting until everything is handled.");
        Drain drain = new Drain(system);
        Drain.Outcome drained = drain.await(ordering);
        report.drained(drained);
        if (drained.findings().isEmpty()) {
            Client last = new Client(system.url(), "last-buyer", history).signUp();
            report.findings(new StockProbe(last).run(market.sales(), ordering));
            ordering.add(last);
            report.drained(drain.await(ordering));
        }
        // What does not answer by now will not answer later either.
        int attempts = drained.findings().isEmpty() ? FinalState.ATTEMPTS : 1;
        for (RoomVisitor visitor : visitors) {
            visitor.lookInTheEnd(attempts);
        }
        FinalState state = FinalState.read(ordering, history.all());
        report.findings(HistoryRules.check(history.all(), state));
    }

    /** What was done to the system, beside the history of what its clients saw. */
    private synchronized void journal(String line) {
        try {
            Files.writeString(
                    directory.resolve("faults.log"),
                    "%s %d %s%n".formatted(Instant.now(), history.now(), line),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
