package io.holdfast.auth.account;

import static io.holdfast.auth.StoredAuth.NOON;
import static io.holdfast.auth.account.People.ADA;
import static io.holdfast.auth.account.People.HOME;
import static io.holdfast.auth.account.People.NEW;
import static io.holdfast.auth.account.People.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.auth.StoredAuth;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who reads an address has its account, and who only read it before, or made an account with it, does not. */
class StoredOwnershipTests {

    private static final String FRESH = "another horse battery";

    private final StoredAuth auth = new StoredAuth().withKey();
    private final People people = new People(auth);
    private final AccountStore accounts = auth.get(AccountStore.class);
    private final Links links = auth.get(Links.class);
    private final Ownership ownership = auth.get(Ownership.class);

    /** As by a mail that was on its way when the account moved. */
    @Test
    void aLinkToTheFormerAddressResetsNothing() {
        people.proven("ada", NEW);
        String secret = links.create(LinkKind.RESET, "ada", ADA);

        refused("link-over", () -> ownership.reset(secret, FRESH, HOME));

        assertThat(people.stored("ada").passwordHash())
                .isEqualTo(people.proven("bob", ADA).passwordHash());
        assertThat(people.alive("ada")).isZero();
    }

    @Test
    void aLinkToTheFormerAddressSignsNobodyIn() {
        people.proven("ada", NEW);
        String secret = links.create(LinkKind.SIGN_IN, "ada", ADA);

        refused("link-over", () -> ownership.signIn(secret, HOME));

        assertThat(people.alive("ada")).isZero();
    }

    @Test
    void anAccountThatMovesDuringAResetIsNotGivenAway() {
        people.proven("ada", ADA);
        String secret = links.create(LinkKind.RESET, "ada", ADA);
        auth.before("update", "accounts", () -> move("ada"));

        refused("link-over", () -> ownership.reset(secret, FRESH, HOME));

        assertThat(people.alive("ada")).isZero();
    }

    @Test
    void aSessionOfWhoReadsTheFormerAddressEndsWithTheMove() {
        people.proven("ada", ADA);
        String secret = links.create(LinkKind.SIGN_IN, "ada", ADA);
        auth.before("insert", "sessions", () -> move("ada"));

        refused("link-over", () -> ownership.signIn(secret, HOME));

        assertThat(people.alive("ada")).isZero();
    }

    @Test
    void ofALinkThatIsFollowedTwiceAtOnceOneUseCounts() {
        people.proven("ada", ADA);
        String secret = links.create(LinkKind.SIGN_IN, "ada", ADA);
        auth.before("delete", "links", () -> refused("link-over", () -> ownership.signIn(secret, HOME)));

        assertThat(ownership.signIn(secret, HOME).userId()).isEqualTo("ada");

        assertThat(people.alive("ada")).isOne();
        refused("link-over", () -> ownership.signIn(secret, HOME));
    }

    @Test
    void otherLinksOfItsKindGoWithTheOneThatIsUsed() {
        people.proven("ada", ADA);
        String first = links.create(LinkKind.SIGN_IN, "ada", ADA);
        String second = links.create(LinkKind.SIGN_IN, "ada", ADA);

        ownership.signIn(first, HOME);

        refused("link-over", () -> ownership.signIn(second, HOME));
    }

    @Test
    void aLinkIsForWhatItWasSentFor() {
        people.proven("ada", ADA);
        String secret = links.create(LinkKind.SIGN_IN, "ada", ADA);

        refused("link-over", () -> ownership.reset(secret, FRESH, HOME));
    }

    @Test
    void whoMadeTheAccountOfAnothersAddressHasNoWayInAnyMore() {
        people.begin(people.unproven("ada", ADA));
        IdentityStore identities = auth.get(IdentityStore.class);
        PasskeyStore passkeys = auth.get(PasskeyStore.class);
        identities.insert(new Identity("person", "ada", "issuer", "subject", null, NOON));
        passkeys.insert(new Passkey("key", "ada", "Phone", "data", 0, false, false, Set.of(), NOON, null));
        people.askForCodes("ada");
        String reset = links.create(LinkKind.RESET, "ada", ADA);

        ownership.signIn(links.create(LinkKind.SIGN_IN, "ada", ADA), HOME);

        assertThat(people.stored("ada").hasPassword()).isFalse();
        assertThat(people.stored("ada").isProven()).isTrue();
        assertThat(identities.findAll("ada")).isEmpty();
        assertThat(passkeys.findAll("ada")).isEmpty();
        // That of the owner.
        assertThat(people.alive("ada")).isOne();
        refused("link-over", () -> ownership.reset(reset, FRESH, HOME));
    }

    @Test
    void anAddressThatWasNamedInAnotherRequestGetsNoAccount() {
        people.proven("ada", ADA);
        plan("ada", NEW);
        String agreement = links.create(LinkKind.MOVE_FROM, "ada", ADA, NEW);
        plan("ada", "thief@example.net");
        String theirs = links.create(LinkKind.MOVE_TO, "ada", "thief@example.net", "thief@example.net");
        assertThat(ownership.agree(LinkKind.MOVE_TO, theirs)).isFalse();

        refused("link-over", () -> ownership.agree(LinkKind.MOVE_FROM, agreement));

        assertThat(people.stored("ada").email()).isEqualTo(ADA);
    }

    @Test
    void anAccountMovesWhenBothAddressesHaveAgreed() {
        people.begin(people.proven("ada", ADA));

        move("ada");

        assertThat(people.stored("ada").email()).isEqualTo(NEW);
        assertThat(people.alive("ada")).isZero();
    }

    private void plan(String account, String to) {
        accounts.plan(people.stored(account), new Account.Move(to, auth.now(), false, false));
    }

    private void move(String account) {
        plan(account, NEW);
        assertThat(ownership.agree(LinkKind.MOVE_TO, links.create(LinkKind.MOVE_TO, account, NEW, NEW)))
                .isFalse();
        assertThat(ownership.agree(LinkKind.MOVE_FROM, links.create(LinkKind.MOVE_FROM, account, ADA, NEW)))
                .isTrue();
    }
}
