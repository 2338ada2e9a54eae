package io.holdfast.events.seller;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.events.seller.SellerStore.Due;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** An organizer who is forgotten stays so. */
class StoredSellersTests {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final SellerRequest HALL =
            new SellerRequest("Hall Ltd", "1 High Street", null, "York", "GB", null, "hall@example.org", false, false);

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOW);
    private final SellerStore sellers = store(Effects.NONE);

    private SellerStore store(Effects effects) {
        return new SellerStore(new MongoTemplate(database.factory("events", effects, "events")));
    }

    @Test
    void noDescriptionReplacesTheMarkOfOneWhoIsForgotten() {
        assertThat(sellers.put("organizer", HALL, NOW)).isPresent();

        sellers.forget("organizer", NOW);

        assertThat(sellers.find("organizer")).isEmpty();
        assertThat(sellers.put("organizer", HALL, NOW)).isEmpty();
        assertThat(sellers.find("organizer")).isEmpty();
    }

    @Test
    void oneWhoIsForgottenIsDueForAsLongAsARequestMayLast() {
        assertThat(sellers.put("organizer", HALL, NOW)).isPresent();
        Due described = sellers.due().getFirst();

        sellers.forget("organizer", NOW);

        // Another replica has just written the description to all events.
        sellers.settle(described);
        assertThat(sellers.due()).hasSize(1);
        Due forgotten = sellers.due().getFirst();
        assertThat(forgotten.seller()).isNull();
        assertThat(forgotten.until()).isAfter(NOW.plus(Duration.ofMinutes(1)));

        sellers.settle(forgotten);
        assertThat(sellers.due()).isEmpty();
        assertThat(sellers.put("organizer", HALL, NOW)).isEmpty();
    }

    @Test
    void oneWhoIsForgottenWhileADescriptionIsWrittenStaysForgotten() {
        assertThat(sellers.put("organizer", HALL, NOW)).isPresent();
        AtomicBoolean forgotten = new AtomicBoolean();
        SellerStore describing = store(operation -> {
            if (operation.isWrite() && forgotten.compareAndSet(false, true)) {
                sellers.forget("organizer", NOW);
            }
            operation.perform();
        });
        SellerRequest arena = new SellerRequest(
                "Arena Ltd", "2 High Street", null, "York", "GB", null, "arena@example.org", false, false);

        assertThat(describing.put("organizer", arena, NOW)).isEmpty();

        assertThat(forgotten).isTrue();
        assertThat(sellers.find("organizer")).isEmpty();
    }
}
