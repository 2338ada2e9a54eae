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

/** Many people who all want tickets of one event at once, and a memory of what each was told. */
final class Rush {

    /** @param buyer who was told it; @param id of the order; @param units it is for */
    record Acknowledged(Person buyer, String key, String id, int units) {}

    final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    final Queue<String> refused = new ConcurrentLinkedQueue<>();

    /** Keys whose answer never came. */
    final Map<String, Person> unknown = new ConcurrentHashMap<>();

    /** After an answer that never came: who starts again has use for the processor. */
    private static final Duration UNANSWERED = Duration.ofMillis(100);

    private final Shop shop;
    private final JsonNode event;
    private final List<Person> buyers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    Rush(Shop shop, JsonNode event, int buyers) throws IOException, InterruptedException {
        this.shop = shop;
        this.event = event;
        for (int i = 0; i < buyers; i++) {
            this.buyers.add(shop.signUp("buyer" + i));
        }
    }

    /** Everybody orders again and again, one unit or two, until told to stop or refused. */
    void start(String wave) {
        start(buyer -> orderAgainAndAgain(buyer, wave));
    }

    /**
     * Everybody does as the contract says: "try again later" is waited for and tried again, an answer that never came is asked for
     * with the same key, and whoever could not have two asks for one. Ends when told to, or when there is not even one left.
     */
    void startPatiently(String wave) {
        startPatiently(wave, Duration.ZERO);
    }

    /** The same, with a pause after each answer, so that others get to the processor. */
    void startPatiently(String wave, Duration pause) {
        start(buyer -> orderPatiently(buyer, wave, pause));
    }

    private void start(Consumer<Person> ordering) {
        over = false;
        for (Person buyer : buyers) {
            threads.add(Thread.ofVirtual().start(() -> ordering.accept(buyer)));
        }
    }

    private void orderPatiently(Person buyer, String wave, Duration pause) {
        try {
            int units = 1;
            for (int i = 0; !over; i++) {
                String key = "%s-%d-%s".formatted(wave, i, buyer.email());
                Answer answer = insist(buyer, key, i % event.path("tiers").size(), units);
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

    /** The answer that decides, however often it must be asked for. */
    private Answer insist(Person buyer, String key, int tier, int units) throws InterruptedException {
        while (true) {
            try {
                Answer answer = shop.order(buyer, key, event, tier, units);
                if (answer.status() != 503 && answer.status() != 429) {
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

    /** Empty if no answer came, or none that decides. */
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
        threads.clear();
    }

    /** Waits until there is nothing left for anybody. */
    void awaitRefusalOfAll(Duration timeout) throws InterruptedException {
        for (Thread thread : threads) {
            assertThat(thread.join(timeout)).as("was refused in the end").isTrue();
        }
        threads.clear();
    }

    /** Every order of everybody that has units now. */
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

    /** What was acknowledged is there, for the same units, and repeating the request gives the same order. */
    void assertNothingLost() throws IOException, InterruptedException {
        for (Acknowledged one : acknowledged) {
            JsonNode order =
                    shop.get(one.buyer(), "/api/orders/" + one.id()).expect(200).json();
            assertThat(units(List.of(order))).as("units of %s", one.id()).isEqualTo(one.units());
        }
        Set<String> ids = acknowledged.stream().map(Acknowledged::id).collect(Collectors.toSet());
        assertThat(ids).as("each order is somebody's, and one person's only").hasSize(acknowledged.size());
    }
}
