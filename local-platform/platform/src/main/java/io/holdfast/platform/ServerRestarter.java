package io.holdfast.platform;

import io.holdfast.local.EndOfProcess;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restarts a server that was started here and has ended by itself, on the same port and data.
 */
final class ServerRestarter {

    private static final Logger log = LoggerFactory.getLogger(ServerRestarter.class);

    private final Runnable changed;
    private volatile boolean ending;

    /** @param changed is called whenever a server has been restarted */
    ServerRestarter(Runnable changed) {
        this.changed = changed;
        EndOfProcess.beforeServersStop(() -> ending = true);
    }

    /**
     * Restarts a server whenever it ends, until this process ends.
     *
     * @param server its name, for the log
     * @param exit supplies what is completed when its process ends; asked again after each restart
     */
    void watch(String server, Supplier<? extends CompletableFuture<?>> exit, Runnable restart) {
        CompletableFuture<?> _ = exit.get().thenRunAsync(() -> restart(server, exit, restart), afterPause());
    }

    private void restart(String server, Supplier<? extends CompletableFuture<?>> exit, Runnable restart) {
        if (ending) {
            return;
        }
        log.warn("{} has ended by itself; starting it again", server);
        try {
            restart.run();
        } catch (RuntimeException e) {
            log.error("{} does not start again; trying once more", server, e);
            afterPause().execute(() -> restart(server, exit, restart));
            return;
        }
        watch(server, exit, restart);
        changed.run();
    }

    /** After a pause, so that a server that cannot start does not keep the machine busy; on a thread of its own, as a start takes long. */
    private static Executor afterPause() {
        return CompletableFuture.delayedExecutor(
                500, TimeUnit.MILLISECONDS, task -> Thread.ofPlatform().daemon().start(task));
    }
}
