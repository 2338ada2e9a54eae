package io.holdfast.simulation.machine;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.holdfast.runtime.BackgroundLoop;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.NamedParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What simulated classes call instead of the JDK: the same methods, by the machine's threads, time and randomness. */
public final class Calls {

    /** The type whose method of the same name, and with the same parameters, is not called. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface Instead {
        Class<?>[] of();

        boolean isStatic() default false;
    }

    private static final int IDLE_ROUNDS_LEFT_OUT = 10;
    private static final Duration LONGEST_IDLE_PAUSE = Duration.ofSeconds(4);

    private Calls() {}

    @Instead(of = System.class, isStatic = true)
    public static long nanoTime() {
        return Machine.current().nanoTime();
    }

    @Instead(of = System.class, isStatic = true)
    public static long currentTimeMillis() {
        return Machine.current().process().time().toEpochMilli();
    }

    @Instead(of = Instant.class, isStatic = true)
    public static Instant now() {
        return Machine.current().process().time();
    }

    @Instead(of = Clock.class, isStatic = true)
    public static Clock system(ZoneId zone) {
        return Machine.current().process().clock();
    }

    @Instead(of = Clock.class, isStatic = true)
    public static Clock systemUTC() {
        return Machine.current().process().clock();
    }

    @Instead(of = Thread.class, isStatic = true)
    public static Thread.Builder.OfVirtual ofVirtual() {
        return Machine.current().process().threads();
    }

    @Instead(of = Thread.class, isStatic = true)
    public static Thread startVirtualThread(Runnable task) {
        return ofVirtual().start(task);
    }

    @Instead(of = Thread.class, isStatic = true)
    public static void sleep(long millis) throws InterruptedException {
        Machine.current().sleep(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Instead(of = Thread.class, isStatic = true)
    public static void sleep(Duration duration) throws InterruptedException {
        Machine.current().sleep(duration.toNanos());
    }

    @Instead(of = TimeUnit.class)
    public static void sleep(TimeUnit unit, long timeout) throws InterruptedException {
        Machine.current().sleep(unit.toNanos(timeout));
    }

    @Instead(of = LockSupport.class, isStatic = true)
    public static void parkNanos(long nanos) {
        Machine.current().pause(nanos);
    }

    @Instead(of = Thread.class)
    public static boolean join(Thread thread, Duration patience) throws InterruptedException {
        TimedWait.of(patience.toNanos(), () -> {
            thread.join();
            return true;
        });
        return !thread.isAlive();
    }

    @Instead(of = Semaphore.class)
    public static boolean tryAcquire(Semaphore semaphore, long timeout, TimeUnit unit) throws InterruptedException {
        return tryAcquire(semaphore, 1, timeout, unit);
    }

    @Instead(of = Semaphore.class)
    public static boolean tryAcquire(Semaphore semaphore, int permits, long timeout, TimeUnit unit)
            throws InterruptedException {
        if (timeout <= 0) {
            return semaphore.tryAcquire(permits);
        }
        return TimedWait.of(unit.toNanos(timeout), () -> {
                    semaphore.acquire(permits);
                    return true;
                })
                != null;
    }

    @Instead(of = BlockingQueue.class)
    public static @Nullable Object poll(BlockingQueue<?> queue, long timeout, TimeUnit unit)
            throws InterruptedException {
        return TimedWait.of(unit.toNanos(timeout), queue::take);
    }

    @Instead(of = {Future.class, CompletableFuture.class})
    public static @Nullable Object get(Future<?> future, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (future.isDone()) {
            return future.get();
        }
        TimedWait.of(unit.toNanos(timeout), () -> {
            try {
                future.get();
            } catch (ExecutionException e) {
                // Thrown below.
            }
            return true;
        });
        if (!future.isDone()) {
            throw new TimeoutException("simulated");
        }
        return future.get();
    }

    @Instead(of = CompletableFuture.class)
    public static <T> CompletableFuture<T> orTimeout(CompletableFuture<T> future, long timeout, TimeUnit unit) {
        if (!future.isDone()) {
            Machine.current().timeOut(future, unit.toNanos(timeout));
        }
        return future;
    }

    @Instead(of = ThreadLocalRandom.class)
    public static long nextLong(ThreadLocalRandom random) {
        return Machine.current().random().nextLong();
    }

    @Instead(of = ThreadLocalRandom.class)
    public static long nextLong(ThreadLocalRandom random, long to) {
        return Machine.current().random().nextLong(to);
    }

    @Instead(of = ThreadLocalRandom.class)
    public static long nextLong(ThreadLocalRandom random, long from, long to) {
        return Machine.current().random().nextLong(from, to);
    }

    @Instead(of = RandomGenerator.class, isStatic = true)
    public static RandomGenerator getDefault() {
        return new SeededRandom();
    }

    /** The JDK has its own randomness for keys. */
    @Instead(of = KeyPairGenerator.class)
    public static KeyPair generateKeyPair(KeyPairGenerator generator) throws InvalidAlgorithmParameterException {
        generator.initialize(new NamedParameterSpec(generator.getAlgorithm()), new SeededRandom.Secure());
        return generator.generateKeyPair();
    }

    /** The JDK's sets and maps that cannot be changed have another order in each JVM. */
    @Instead(of = Set.class, isStatic = true)
    public static <T> Set<T> copyOf(Collection<? extends T> elements) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(elements));
    }

    @Instead(of = Set.class, isStatic = true)
    public static <T> Set<T> of(T one, T other) {
        return ordered(List.of(one, other));
    }

    @Instead(of = Set.class, isStatic = true)
    public static <T> Set<T> of(T one, T second, T third) {
        return ordered(List.of(one, second, third));
    }

    @Instead(of = Set.class, isStatic = true)
    public static Set<Object> of(Object... elements) {
        return ordered(Arrays.asList(elements));
    }

    private static <T> Set<T> ordered(List<T> elements) {
        Set<T> ordered = new LinkedHashSet<>(elements);
        if (ordered.size() < elements.size()) {
            throw new IllegalArgumentException("An element is there twice: " + elements);
        }
        return Collections.unmodifiableSet(ordered);
    }

    @Instead(of = Map.class, isStatic = true)
    public static <K, V> Map<K, V> copyOf(Map<? extends K, ? extends V> entries) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** Rounds with nothing to do would take most of a run. */
    @Instead(of = BackgroundLoop.class, isStatic = true)
    public static BackgroundLoop.Settings every(Duration pause, String name) {
        Duration slower = pause.multipliedBy(IDLE_ROUNDS_LEFT_OUT);
        Duration bounded = slower.compareTo(LONGEST_IDLE_PAUSE) < 0 ? slower : LONGEST_IDLE_PAUSE;
        return BackgroundLoop.every(bounded.compareTo(pause) > 0 ? bounded : pause, name);
    }

    @Instead(of = LoggerFactory.class, isStatic = true)
    public static Logger getLogger(Class<?> type) {
        return new TraceLogger(type.getSimpleName());
    }

    @Instead(of = Caffeine.class, isStatic = true)
    public static Caffeine<Object, Object> newBuilder() {
        return Caffeine.newBuilder().ticker(() -> Machine.current().nanoTime()).executor(Runnable::run);
    }

    /** Of whichever clock it would be: here all caches go by the machine's. */
    @Instead(of = Caffeine.class)
    public static Caffeine<?, ?> ticker(Caffeine<?, ?> cache, Ticker clock) {
        return cache;
    }
}
