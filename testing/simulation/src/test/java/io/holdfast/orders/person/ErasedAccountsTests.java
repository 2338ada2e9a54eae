package io.holdfast.orders.person;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.orders.person.ErasedAccounts.Open;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** An erasure is closed once nothing can be left, and opened again by what comes later. */
class ErasedAccountsTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Instant LATER = NOON.plus(Duration.ofHours(2));

    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> NOON).factory("orders", Effects.NONE, "orders"));

    private ErasedAccounts accounts(Instant now) {
        return new ErasedAccounts(mongo, Clock.fixed(now, ZoneOffset.UTC));
    }

    private Open open() {
        return accounts(NOON).findOpen("ada").orElseThrow();
    }

    @Test
    void staysOpenForAsLongAsARequestMayBringSomething() {
        accounts(NOON).open("ada", NOON);

        accounts(NOON.plusSeconds(60)).close(open());
        assertThat(accounts(NOON).findOpen("ada")).isPresent();
        accounts(LATER).close(open());

        assertThat(accounts(NOON).findOpen("ada")).isEmpty();
    }

    @Test
    void whatComesIntoItWhileItIsClosedKeepsItOpen() {
        accounts(NOON).open("ada", NOON);
        Open before = open();

        accounts(NOON).reopen("ada");
        accounts(LATER).close(before);
        assertThat(accounts(NOON).findOpen("ada")).isPresent();

        accounts(LATER).close(open());
        assertThat(accounts(NOON).findOpen("ada")).isEmpty();
        accounts(LATER).reopen("ada");
        assertThat(accounts(NOON).findOpen("ada")).isPresent();
    }

    @Test
    void anAccountThatIsNotErasedIsNotOpened() {
        accounts(NOON).reopen("bob");
        assertThat(accounts(NOON).findOpen("bob")).isEmpty();
    }
}
