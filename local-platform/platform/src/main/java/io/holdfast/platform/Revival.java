package io.holdfast.platform;

import io.holdfast.local.EndOfProcess;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a server of ours again when it has died by itself, on the same port and data: to the services it was away for a moment.
 */
final class Revival {

    private static final Logger log = LoggerFactory.getLogger(Revival.class);

    private final Runnable changed;
    private volatile boolean ending;

    /** @param changed called whenever a server has been started again */
    Revival(Runnable changed) {
        this.changed = changed;
        EndOfProcess.beforeServersStop(() -> ending = true);
    }

    /** @param death of the process that runs now; asked again after each restart */
    void watch(String server, Supplier<? extends CompletableFuture<?>> death, Runnable restart) {
        var _ = death.get().thenRunAsync(() -> revive(server, death, restart), afterABreath());
    }

    private void revive(String server, Supplier<? extends CompletableFuture<?>> death, Runnable restart) {
        if (ending) {
            return;
        }
        log.warn("{} has ended by itself; starting it again", server);
        try {
            restart.run();
        } catch (RuntimeException e) {
            log.error("{} does not start again; trying once more", server, e);
            afterABreath().execute(() -> revive(server, death, restart));
            return;
        }
        watch(server, death, restart);
        changed.run();
    }

    /** Not at once, so that one that cannot start does not eat the machine; and on a thread of its own, for it takes a while. */
    private static Executor afterABreath() {
        return CompletableFuture.delayedExecutor(
                500, TimeUnit.MILLISECONDS, task -> Thread.ofPlatform().daemon().start(task));
    }
}
