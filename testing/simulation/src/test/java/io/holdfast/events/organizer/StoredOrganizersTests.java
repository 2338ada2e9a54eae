package io.holdfast.events.organizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.AccountState;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Whose events are found, in whatever order messages and events come. */
class StoredOrganizersTests {

    private static final String BOB = "bob";

    private final SimulatedDatabase database = new SimulatedDatabase(() -> Instant.EPOCH);
    private final OrganizerStore store = store(Effects.NONE);
    private final Organizers organizers = new Organizers(store);

    @Test
    void anAccountThatWasSuspendedBeforeItHadEventsIsStillToBeProven() {
        receive(new AccountState(BOB, false, true, 1));
        assertListed(false);
        receive(new AccountState(BOB, false, false, 2));

        organizers.addUnproven(BOB);
        assertListed(false);

        receive(new AccountState(BOB, true, false, 3));
        assertListed(true);
    }

    /** Where nothing is to be proven no address is, and operators decide about accounts all the same. */
    @Test
    void anAccountOfWhichNoProofIsAskedIsListedAgainAfterASuspension() {
        receive(new AccountState(BOB, false, false, 1));
        assertListed(true);
        receive(new AccountState(BOB, false, true, 2));
        assertListed(false);

        receive(new AccountState(BOB, false, false, 3));

        assertListed(true);
    }

    @Test
    void anAddressThatIsProvenWhileItsFirstEventIsCreatedIsProven() {
        receive(new AccountState(BOB, true, false, 1));

        organizers.addUnproven(BOB);

        assertListed(true);
    }

    @Test
    void messagesThatComeInAnotherOrderLeadToTheSame() {
        organizers.addUnproven(BOB);
        receive(new AccountState(BOB, true, true, 2));
        receive(new AccountState(BOB, true, false, 1));
        assertListed(false);

        receive(new AccountState(BOB, true, false, 3));
        assertListed(true);
    }

    @Test
    void anotherReplicaThatHearsOfAnAccountFirstKnowsWhatIsStoredOfIt() {
        organizers.addUnproven(BOB);
        Organizers other = new Organizers(store);
        other.learn(new AccountState(BOB, false, false, 1));
        assertThat(other.isListed(BOB)).isFalse();
    }

    @Test
    void anOrganizerOfWhomNothingIsKnownIsListed() {
        assertListed(true);
    }

    private void receive(AccountState account) {
        organizers.learn(account);
        organizers.apply(account);
    }

    /** By this replica, and by one that has just started. */
    private void assertListed(boolean listed) {
        assertThat(organizers.isListed(BOB)).isEqualTo(listed);
        assertThat(new Organizers(store).isListed(BOB)).isEqualTo(listed);
    }

    @Test
    void aProofThatMeetsTheFirstEventIsNotLost() {
        int[] writes = {0};
        OrganizerStore other = store(operation -> {
            if (operation.isWrite() && ++writes[0] == 2) {
                store.addUnproven(BOB);
            }
            operation.perform();
        });

        other.apply(new AccountState(BOB, true, false, 1));

        assertThat(new Organizers(store).isListed(BOB)).isTrue();
    }

    private OrganizerStore store(Effects effects) {
        return new OrganizerStore(new MongoTemplate(database.factory("events", effects, "events")));
    }
}
