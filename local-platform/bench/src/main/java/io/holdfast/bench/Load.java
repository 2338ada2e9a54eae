package io.holdfast.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/** Clients that each send one request after the other, waiting for every answer; each is a virtual thread. */
final class Load {

    private Load() {}

    /** Sends one request of one client and returns its result in a word. */
    @FunctionalInterface
    interface Request {
        String send(int client) throws Exception;
    }

    /** @param answers how many answers there were, by their word */
    record Outcome(int clients, Map<String, Long> answers, Duration elapsed, Latencies latencies) {

        long count(String answer) {
            return answers.getOrDefault(answer, 0L);
        }

        long total() {
            return answers.values().stream().mapToLong(Long::longValue).sum();
        }

        double perSecond(String answer) {
            return count(answer) / seconds(elapsed);
        }

        /** How many milliseconds {@code percent} of the answers took at most. */
        double millis(double percent) {
            return seconds(latencies.percentile(percent)) * 1e3;
        }
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    static Outcome during(Duration time, int clients, Request request) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        return until(() -> System.nanoTime() - end >= 0, clients, request);
    }

    static Outcome until(BooleanSupplier over, int clients, Request request) throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        List<Client> all = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Client client = new Client(i, request, over);
            all.add(client);
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    go.await();
                    client.run();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        long start = System.nanoTime();
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        Map<String, Long> answers = new TreeMap<>();
        all.forEach(client -> client.answers.forEach((answer, count) -> answers.merge(answer, count, Long::sum)));
        return new Outcome(
                clients,
                answers,
                elapsed,
                Latencies.of(all.stream().map(Client::latencies).toList()));
    }

    private static final class Client {

        private final int number;
        private final Request request;
        private final BooleanSupplier over;
        private final Map<String, Long> answers = new TreeMap<>();
        private long[] nanos = new long[1024];
        private int count;

        Client(int number, Request request, BooleanSupplier over) {
            this.number = number;
            this.request = request;
            this.over = over;
        }

        void run() throws InterruptedException {
            while (!over.getAsBoolean()) {
                long start = System.nanoTime();
                String answer;
                try {
                    answer = request.send(number);
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    answer = e.getClass().getSimpleName();
                }
                took(System.nanoTime() - start);
                answers.merge(answer, 1L, Long::sum);
            }
        }

        private void took(long time) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, count * 2);
            }
            nanos[count++] = time;
        }

        long[] latencies() {
            return Arrays.copyOf(nanos, count);
        }
    }
}
