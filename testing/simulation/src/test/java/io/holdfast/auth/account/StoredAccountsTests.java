package io.holdfast.auth.account;

import static io.holdfast.auth.StoredAuth.NOON;
import static io.holdfast.auth.account.People.ADA;
import static io.holdfast.auth.account.People.NEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.auth.StoredAuth;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** What is written to an account when something else was written to it since it was read. */
class StoredAccountsTests {

    private static final Account.Change OWNER = Account.Change.ofOwner(NOON);

    private final StoredAuth auth = new StoredAuth();
    private final People people = new People(auth);
    private final AccountStore accounts = auth.get(AccountStore.class);

    @Test
    void twoChangesAtOnceAreToldOneAfterTheOther() {
        people.unproven("ada", ADA);
        auth.before(
                "update",
                "accounts",
                () -> accounts.decide("ada", _ -> new Account.Standing(null, NOON, "fraud"), null, NOON));

        assertThat(accounts.prove("ada", ADA, NOON)).isTrue();

        Account both = people.stored("ada");
        assertThat(both.isProven()).isTrue();
        assertThat(both.isSuspended()).isTrue();
        assertThat(both.version()).isEqualTo(2);
    }

    /** What was agreed to before was of an account that was anyone's. */
    @Test
    void anAddressThatWasProvenMeanwhileHasToAgree() {
        people.unproven("ada", ADA);
        Account.Move planned = new Account.Move(NEW, NOON, false, true);
        accounts.plan(people.stored("ada"), planned);
        assertThat(accounts.prove("ada", ADA, NOON)).isTrue();
        accounts.plan(people.stored("ada"), planned);

        assertThat(accounts.move(people.stored("ada"), planned, OWNER)).isEmpty();

        assertThat(people.stored("ada").email()).isEqualTo(ADA);
    }

    @Test
    void anAddressAgreesToNoOtherThanItsLinkNames() {
        people.proven("ada", ADA);
        accounts.plan(people.stored("ada"), new Account.Move("thief@example.net", NOON, false, true));

        assertThat(accounts.agree("ada", NEW, "agreed")).isEmpty();

        assertThat(people.stored("ada").move()).isEqualTo(new Account.Move("thief@example.net", NOON, false, true));
    }

    @Test
    void anAccountWhoseAddressWasFreedMeanwhileIsNotTakenOver() {
        people.unproven("stranger", ADA);
        auth.before(
                "update",
                "accounts",
                () -> assertThat(accounts.release("stranger", ADA, OWNER)).isTrue());

        assertThat(accounts.takeOver("stranger", ADA, "hash", OWNER)).isFalse();

        assertThat(people.stored("stranger").hasPassword()).isFalse();
    }

    @Test
    void anAddressThatWasProvenIsNotFreed() {
        people.proven("ada", ADA);

        assertThat(accounts.release("ada", ADA, OWNER)).isFalse();

        assertThat(people.stored("ada").email()).isEqualTo(ADA);
    }

    @Test
    void ofTwoChangesOfThePasswordOneSucceeds() {
        Account ada = people.proven("ada", ADA);
        Account.Change change = Account.Change.ofPassword("session", NOON);

        assertThat(accounts.changePassword(ada, "first", change)).isTrue();
        assertThat(accounts.changePassword(ada, "second", change)).isFalse();

        assertThat(people.stored("ada").passwordHash()).isEqualTo("first");
    }

    /** Or its sessions were not ended. */
    @Test
    void aChangeIsNotFinishedByAnEarlierOne() {
        Account.Change first = Account.Change.ofPassword("session", NOON);
        Account.Change second = Account.Change.ofPassword("session", NOON.plusSeconds(1));
        assertThat(accounts.changePassword(people.proven("ada", ADA), "first", first))
                .isTrue();
        accounts.finish("ada", first);
        assertThat(accounts.changePassword(people.stored("ada"), "second", second))
                .isTrue();

        accounts.finish("ada", first);

        assertThat(people.stored("ada").change()).isEqualTo(second);
    }

    /** Or it would never be finished. */
    @Test
    void noChangeTakesThePlaceOfOneThatIsNotFinished() {
        people.proven("ada", ADA);
        Account.Move planned = new Account.Move(NEW, NOON, true, true);
        accounts.plan(people.stored("ada"), planned);
        Account.Change move = Account.Change.ofMove(ADA, NOON);
        assertThat(accounts.move(people.stored("ada"), planned, move)).isPresent();
        Account moved = people.stored("ada");

        Stream.<ThrowingCallable>of(
                        () -> accounts.changePassword(moved, "another", Account.Change.ofPassword("", NOON)),
                        () -> accounts.takeOver("ada", NEW, "another", OWNER),
                        () -> accounts.erase(moved, OWNER, new Document()),
                        () -> accounts.decide("ada", _ -> new Account.Standing(null, NOON, "fraud"), OWNER, NOON))
                .forEach(later -> assertThatThrownBy(later).isInstanceOf(AccountStore.Unfinished.class));

        assertThat(people.stored("ada").change()).isEqualTo(move);
        accounts.finish("ada", move);
        assertThat(accounts.takeOver("ada", NEW, "another", OWNER)).isTrue();
    }

    /** As by another request that is just being answered. */
    @Test
    void norOfOneThatBeganMeanwhile() {
        Account ada = people.proven("ada", ADA);
        Account.Change first = Account.Change.ofPassword("session", NOON);
        auth.before(
                "update",
                "accounts",
                () -> assertThat(accounts.changePassword(ada, "first", first)).isTrue());

        assertThatThrownBy(() -> accounts.takeOver("ada", ADA, "second", OWNER))
                .isInstanceOf(AccountStore.Unfinished.class);

        assertThat(people.stored("ada").passwordHash()).isEqualTo("first");
    }

    @Test
    void whoeverKnowsTheIdOfAPasskeyDoesNotRemoveIt() {
        PasskeyStore passkeys = auth.get(PasskeyStore.class);
        Passkey key = new Passkey("id", "ada", "Phone", "data", 5, false, false, Set.of(), NOON, null);
        assertThat(passkeys.insert(key)).isTrue();

        assertThat(passkeys.remove("mallory", "id")).isFalse();

        assertThat(passkeys.findAll("ada")).containsExactly(key);
    }

    /** A copy has the count that the first had when it was made. */
    @Test
    void aPasskeyIsUsedWithAGrowingCountOnly() {
        PasskeyStore passkeys = auth.get(PasskeyStore.class);
        Passkey key = new Passkey("id", "ada", "Phone", "data", 5, false, false, Set.of(), NOON, null);
        assertThat(passkeys.insert(key)).isTrue();

        assertThat(passkeys.use(key, 6, false, NOON)).isTrue();

        assertThat(passkeys.use(key, 6, false, NOON)).isFalse();
        assertThat(passkeys.use(key, 0, false, NOON)).isFalse();
    }

    /** Or the guests of a later proof would be adopted by none. */
    @Test
    void whatIsDueSinceALaterProofStaysDue() {
        people.proven("ada", ADA);
        people.unproven("bob", NEW);

        accounts.finishGuests("ada", NOON.minusSeconds(1));
        accounts.finishProof("bob", NOON.minusSeconds(1));
        assertThat(people.stored("ada").guestsDue()).isEqualTo(NOON);
        assertThat(people.stored("bob").proofDue()).isEqualTo(NOON);

        accounts.finishGuests("ada", NOON);
        accounts.finishProof("bob", NOON);
        assertThat(people.stored("ada").guestsDue()).isNull();
        assertThat(people.stored("bob").proofDue()).isNull();
    }

    /** A request that the former address made. */
    @Test
    void noMoveIsPlannedForAnAccountThatHasMovedMeanwhile() {
        Account before = people.proven("ada", ADA);
        Account.Move move = new Account.Move(NEW, NOON, true, true);
        accounts.plan(before, move);
        assertThat(accounts.move(people.stored("ada"), move, OWNER)).isPresent();

        accounts.plan(before, new Account.Move("thief@example.net", NOON, false, true));

        assertThat(people.stored("ada").move()).isNull();
    }
}
