package io.holdfast.chaos;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What can be done to the system. */
enum FaultKind {
    KILL_SERVICE(30, "kill -9 of a replica of a service", Length.MOMENT),
    KILL_BOTH(6, "kill -9 of both replicas of a service at once", Length.MOMENT),
    KILL_BROKER(8, "kill -9 of the broker", Length.SHORT),
    KILL_DATABASE(8, "kill -9 of the database", Length.SHORT),
    KILL_EVERYTHING(1, "kill -9 of every process at once, the gateway too", Length.SHORT),
    KILL_GATEWAY(1, "kill -9 of the gateway, with which all services end", Length.MOMENT),
    RESTART_DATABASE(2, "database stopped in an orderly way and started again", Length.SHORT),
    FREEZE_SERVICE(6, "SIGSTOP of a replica of a service", Length.LONG),
    FREEZE_DATABASE(3, "SIGSTOP of the database", Length.LONG),
    FREEZE_BROKER(3, "SIGSTOP of the broker", Length.LONG),
    FILL_DATABASE_DISK(2, "full disk of the database", Length.MIDDLE),
    FILL_BROKER_DISK(2, "full disk of the broker", Length.MIDDLE),
    WIPE_BROKER_DISK(2, "broker's disk wiped", Length.MOMENT),
    SLOW_NETWORK(4, "network: latency", Length.MIDDLE),
    RESET_NETWORK(5, "network: connections reset", Length.SHORT),
    HALF_OPEN_NETWORK(4, "network: half-open connections", Length.MIDDLE),
    CUT_NETWORK(4, "network: cut off", Length.MIDDLE),
    BROKEN_OFF_NETWORK(3, "network: connections break off in the middle of data", Length.MIDDLE);

    /** How long a fault lasts. */
    enum Length {
        MOMENT(0, 0),
        /** Until something is started again, or a connection may come back. */
        SHORT(200, 3_000),
        MIDDLE(2_000, 20_000),
        /** As the issue wants it of frozen processes; mostly near the lower end. */
        LONG(5_000, 90_000);

        final int leastMillis;
        final int mostMillis;

        Length(int leastMillis, int mostMillis) {
            this.leastMillis = leastMillis;
            this.mostMillis = mostMillis;
        }
    }

    /** How often it is chosen, in relation to the others. */
    final int weight;

    final String description;
    final Length length;

    FaultKind(int weight, String description, Length length) {
        this.weight = weight;
        this.description = description;
        this.length = length;
    }

    /** Its name as an option: {@code kill-service}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean needsProxy() {
        return name().endsWith("_NETWORK");
    }

    boolean needsDisk() {
        return name().startsWith("FILL_");
    }

    /** Whether other faults of its sort may follow within a moment: it is over as soon as something has been started again. */
    boolean isQuick() {
        return name().startsWith("KILL_") && !endsServices();
    }

    /** Whether all services end with it, and take a while to start. */
    boolean endsServices() {
        return this == KILL_EVERYTHING || this == KILL_GATEWAY;
    }

    static List<String> words() {
        return Arrays.stream(values()).map(FaultKind::word).toList();
    }
}
