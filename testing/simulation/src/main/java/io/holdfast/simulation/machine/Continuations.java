package io.holdfast.simulation.machine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the JDK does not tell about the tasks that a virtual thread gives to its scheduler: which thread one continues, and whether that
 * thread waits for a monitor. Of JDK 25; another one may name its fields differently, and then fails here at once.
 */
final class Continuations {

    /** States of {@code java.lang.VirtualThread}. */
    private static final int BLOCKED = 13;

    private static final int UNBLOCKED = 14;
    private static final int FIRST_OF_WAIT = 15;
    private static final int LAST_OF_WAIT = 18;

    private static final MethodHandle STATE = state();
    private static @Nullable MethodHandle threads;

    private Continuations() {}

    private static MethodHandle state() {
        try {
            Field state = Class.forName("java.lang.VirtualThread").getDeclaredField("state");
            return getter(state, int.class, Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This JDK is not known", e);
        }
    }

    private static MethodHandle getter(Field field, Class<?> type, Class<?> owner) throws IllegalAccessException {
        field.setAccessible(true);
        return MethodHandles.lookup().unreflectGetter(field).asType(MethodType.methodType(type, owner));
    }

    /** The thread that a task continues. */
    static Thread thread(Runnable continuation) {
        try {
            if (threads == null) {
                // A lambda of the thread's own: the thread is all it captures.
                Field captured = Arrays.stream(continuation.getClass().getDeclaredFields())
                        .filter(field -> Thread.class.isAssignableFrom(field.getType()))
                        .findFirst()
                        .orElseThrow();
                threads = getter(captured, Thread.class, Runnable.class);
            }
            return (Thread) threads.invokeExact(continuation);
        } catch (Throwable e) {
            throw new IllegalStateException("This JDK is not known", e);
        }
    }

    /** Whether a thread that does not run now waits for a monitor, or has got one without having gone on yet. */
    static boolean isBlocked(Thread thread) {
        int state = state(thread);
        return state == BLOCKED || state == UNBLOCKED;
    }

    /** Whether a thread is in {@code Object.wait}. */
    static boolean isInWait(Thread thread) {
        int state = state(thread);
        return state >= FIRST_OF_WAIT && state <= LAST_OF_WAIT;
    }

    private static int state(Thread thread) {
        try {
            return (int) STATE.invokeExact(thread);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
