package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.Shop.Answer;
import io.holdfast.platform.Shop.Person;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Many buyers who order tickets of one event at once, and a record of every answer. */
final class Rush {

    /** An order that was confirmed with 201, by its id, with the key of the request. */
    record Acknowledged(Person buyer, String key, String id, int units) {}

    final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    final Queue<String> refused = new ConcurrentLinkedQueue<>();

    /** Buyers of requests without an answer, by their keys. */
    final Map<String, Person> unknown = new ConcurrentHashMap<>();

    /** "Try again later", and what a gateway answers for a service that died: whether the request was carried out is unknown. */
    private static final Set<Integer> UNDECIDED = Set.of(429, 502, 503, 504);

    /** The pause after a request without an answer, which leaves the processor to services that start again. */
    private static final Duration UNANSWERED = Duration.ofMillis(100);

    /** Longer than it takes to sell out. */
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final Shop shop;
    private final JsonNode event;
    private final List<Person> buyers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    Rush(Shop shop, JsonNode event, int buyers) throws IOException, InterruptedException {
        this.shop = shop;
        this.event = event;
        for (int i = 0; i < buyers; i++) {
            this.buyers.add(shop.signUp("buyer" + i));
        }
    }

    /** Every buyer orders again and again, one unit or two, until {@link #stop} or a refusal. */
    void start(String wave) {
        start(buyer -> orderAgainAndAgain(buyer, wave));
    }

    /**
     * Every buyer orders as the API documents it: after "try again later" or without an answer the same request is repeated with the same
     * key, and after a refusal of two units one unit is ordered. Ends with {@link #stop}, or when one unit is refused.
     */
    void startPatiently(String wave) {
        startPatiently(wave, Duration.ZERO);
    }

    /** The same, with a pause after each answer, which leaves the processor to others. */
    void startPatiently(String wave, Duration pause) {
        start(buyer -> orderPatiently(buyer, wave, pause));
    }

    private void start(Consumer<Person> ordering) {
        over = false;
        for (Person buyer : buyers) {
            threads.add(Thread.ofVirtual()
                    .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
                    .start(() -> ordering.accept(buyer)));
        }
    }

    private void orderPatiently(Person buyer, String wave, Duration pause) {
        try {
            int units = 1;
            for (int i = 0; !over; i++) {
                String key = "%s-%d-%s".formatted(wave, i, buyer.email());
                Answer answer =
                        orderUntilDecided(buyer, key, i % event.path("tiers").size(), units);
                Thread.sleep(pause);
                if (answer.status() == 201) {
                    acknowledged.add(new Acknowledged(
                            buyer, key, answer.json().path("id").asString(), units));
                    units = 3 - units;
                } else {
                    refused.add(answer.status() + " " + answer.code());
                    if (units == 1) {
                        return;
                    }
                    units = 1;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Repeats the request until there is an answer that decides. */
    private Answer orderUntilDecided(Person buyer, String key, int tier, int units) throws InterruptedException {
        while (true) {
            try {
                Answer answer = shop.order(buyer, key, event, tier, units);
                if (!UNDECIDED.contains(answer.status())) {
                    unknown.remove(key);
                    return answer;
                }
                unknown.put(key, buyer);
                TimeUnit.SECONDS.sleep(Long.parseLong(answer.headers()
                        .getOrDefault("retry-after", List.of("1"))
                        .getFirst()));
            } catch (IOException e) {
                unknown.put(key, buyer);
                Thread.sleep(UNANSWERED);
            }
        }
    }

    private void orderAgainAndAgain(Person buyer, String wave) {
        try {
            for (int i = 0; !over; i++) {
                String key = "%s-%d-%s".formatted(wave, i, buyer.email());
                int units = 1 + i % 2;
                Optional<Answer> decided =
                        ask(buyer, key, i % event.path("tiers").size(), units);
                if (decided.isEmpty()) {
                    unknown.put(key, buyer);
                    Thread.sleep(UNANSWERED);
                } else if (decided.get().status() == 201) {
                    acknowledged.add(new Acknowledged(
                            buyer, key, decided.get().json().path("id").asString(), units));
                } else {
                    refused.add(decided.get().code());
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Orders once; empty without an answer that decides. */
    private Optional<Answer> ask(Person buyer, String key, int tier, int units) throws InterruptedException {
        try {
            return Optional.of(shop.order(buyer, key, event, tier, units))
                    .filter(answer -> answer.status() == 201 || answer.status() == 409);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void stop() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
        ended();
    }

    /** Waits until all buyers have been refused. */
    void awaitRefusalOfAll() throws InterruptedException {
        for (Thread thread : threads) {
            assertThat(thread.join(TIMEOUT)).as("was refused in the end").isTrue();
        }
        ended();
    }

    /** A buyer who gave up for another reason than a refusal would make the rush smaller than the test says. */
    private void ended() {
        threads.clear();
        assertThat(failures).as("failures of buyers").isEmpty();
    }

    /** The orders of all buyers that have units now. */
    List<JsonNode> live() throws IOException, InterruptedException {
        List<JsonNode> live = new ArrayList<>();
        for (Person buyer : buyers) {
            for (JsonNode order : shop.orders(buyer)) {
                if (Set.of("AWAITING_PAYMENT", "COMPLETED")
                        .contains(order.path("status").asString())) {
                    live.add(order);
                }
            }
        }
        return live;
    }

    static int units(List<JsonNode> orders) {
        int units = 0;
        for (JsonNode order : orders) {
            for (JsonNode item : order.path("items")) {
                units += item.path("quantity").asInt();
            }
        }
        return units;
    }

    /** Asserts that every confirmed order exists with its units, and that no two requests got the same one. */
    void assertNothingLost() throws IOException, InterruptedException {
        for (Acknowledged one : acknowledged) {
            JsonNode order =
                    shop.get(one.buyer(), "/api/orders/" + one.id()).expect(200).json();
            assertThat(units(List.of(order))).as("units of %s", one.id()).isEqualTo(one.units());
        }
        Set<String> ids = acknowledged.stream().map(Acknowledged::id).collect(Collectors.toSet());
        assertThat(ids).as("each order belongs to one request").hasSize(acknowledged.size());
    }
}
