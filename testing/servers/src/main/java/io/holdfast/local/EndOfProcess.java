package io.holdfast.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is stopped when this JVM ends: first those that use the servers, then the servers. Separate shutdown hooks would run at the same
 * time, and services would lose their database while they finish what they have begun.
 */
public final class EndOfProcess {

    private static final List<Runnable> WORK = new ArrayList<>();
    private static final List<Runnable> CLEANING = new ArrayList<>();
    private static final Set<Runnable> SERVERS = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(EndOfProcess::end, "end-of-process"));
    }

    private EndOfProcess() {}

    /** Runs before any server is stopped; one after the other, the last registered first. */
    public static synchronized void beforeServersStop(Runnable work) {
        WORK.addFirst(work);
    }

    /** Runs when all servers have stopped: deletes their data, for instance. */
    public static synchronized void afterServersStop(Runnable work) {
        CLEANING.add(work);
    }

    static void stop(Runnable server) {
        SERVERS.add(server);
    }

    static void forget(Runnable server) {
        SERVERS.remove(server);
    }

    private static void end() {
        copy(WORK).forEach(Runnable::run);
        List<Thread> stopping = SERVERS.stream()
                .map(server -> Thread.ofPlatform().start(server))
                .toList();
        for (Thread thread : stopping) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        copy(CLEANING).forEach(Runnable::run);
    }

    private static synchronized List<Runnable> copy(List<Runnable> list) {
        return List.copyOf(list);
    }
}
