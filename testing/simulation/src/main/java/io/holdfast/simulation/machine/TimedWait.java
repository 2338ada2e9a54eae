package io.holdfast.simulation.machine;

import org.jspecify.annotations.Nullable;

/** Waits that end at a simulated time: the wait itself has no limit, and is interrupted when the time has come. */
final class TimedWait {

    @FunctionalInterface
    interface Waiting<T> {
        T await() throws InterruptedException;
    }

    private TimedWait() {}

    /** What {@code waiting} returns; null if the time came first. */
    static <T> @Nullable T of(long nanos, Waiting<T> waiting) throws InterruptedException {
        Thread thread = Thread.currentThread();
        boolean[] over = {false};
        Machine machine = Machine.current();
        Machine.Due end = machine.after(nanos, machine.process(), () -> {
            over[0] = true;
            thread.interrupt();
        });
        try {
            T found = waiting.await();
            if (over[0]) {
                // The time came after what was waited for.
                Thread.interrupted();
            }
            return found;
        } catch (InterruptedException e) {
            if (over[0]) {
                return null;
            }
            throw e;
        } finally {
            end.cancel();
        }
    }
}
