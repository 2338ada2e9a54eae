package io.holdfast.auth.account;

import static io.holdfast.auth.account.People.ADA;
import static io.holdfast.auth.account.People.HOME;
import static io.holdfast.auth.account.People.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.auth.StoredAuth;
import io.holdfast.auth.session.Session;
import io.holdfast.auth.session.Sessions;
import io.holdfast.auth.session.SignedIn;
import io.holdfast.contracts.GuestLinkMade;
import io.holdfast.messaging.Ids;
import java.time.Duration;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** A guest's orders, links and sessions go to the owner of the address, and not to who only typed it. */
class StoredGuestsTests {

    private static final EmailAddress EMAIL = EmailAddress.of(ADA);

    private final StoredAuth auth = new StoredAuth().withKey();
    private final People people = new People(auth);
    private final Guests guests = auth.get(Guests.class);
    private final GuestStore store = auth.get(GuestStore.class);

    private SignedIn guest() {
        return guests.begin(EMAIL, "Ada", HOME);
    }

    /** The secret of a link that is mailed to a guest. */
    private String linkOf(SignedIn guest) {
        String secret = "secret of " + guest.userId();
        guests.linkMade(new GuestLinkMade(
                Ids.derived("link", secret), guest.userId(), ADA, auth.now().plus(Duration.ofDays(1)), 1));
        return secret;
    }

    private String adoptedBy(SignedIn guest) {
        return String.valueOf(store.find(guest.userId()).orElseThrow().account());
    }

    @Test
    void aLinkThatIsFollowedBesideTheAdoptionBeginsNoSession() {
        SignedIn guest = guest();
        String link = linkOf(guest);
        people.proven("ada", ADA);
        auth.before("insert", "sessions", () -> guests.adopt("ada", ADA));

        refused("link-over", () -> guests.open(link, null, HOME));

        assertThat(adoptedBy(guest)).isEqualTo("ada");
        assertThat(people.alive(guest.userId())).isZero();
    }

    @Test
    void aPurchaseThatBeginsBesideTheAdoptionIsOfAnotherGuest() {
        people.proven("ada", ADA);
        auth.before("insert", "sessions", () -> guests.adopt("ada", ADA));

        SignedIn guest = guest();

        assertThat(adoptedBy(guest)).isEqualTo("null");
        assertThat(people.alive(guest.userId())).isOne();
        assertThat(store.findAdopted("ada"))
                .singleElement()
                .satisfies(adopted -> assertThat(people.alive(adopted.id())).isZero());
    }

    @Test
    void aLinkThatIsFollowedBesideTheErasureBeginsNoSession() {
        SignedIn guest = guest();
        String link = linkOf(guest);
        auth.before(
                "insert",
                "sessions",
                () -> guests.erase(store.find(guest.userId()).orElseThrow()));

        refused("link-over", () -> guests.open(link, null, HOME));

        assertThat(people.alive(guest.userId())).isZero();
    }

    @Test
    void whoOnlyTypedTheAddressIsOutOnceItsOwnerComes() {
        SignedIn typed = guest();
        SignedIn owner = guests.open(linkOf(typed), null, HOME);

        assertThat(owner.userId()).isEqualTo(typed.userId());
        assertThat(people.alive(typed.userId())).isOne();
        assertThat(people.caller(owner).sessionId()).isEqualTo(owner.sessionId());
    }

    @Test
    void noSessionAndNoLinkOpensWhatIsInAnAccount() {
        SignedIn guest = guest();
        String link = linkOf(guest);
        people.proven("ada", ADA);

        guests.adopt("ada", ADA);

        assertThat(people.alive(guest.userId())).isZero();
        refused("link-over", () -> guests.open(link, null, HOME));
    }

    /** Anyone can type an address, and make a guest and an account with it. */
    @Test
    void anAccountWhoseAddressIsNotProvenGetsNothing() {
        SignedIn guest = guest();
        SignedIn account = people.begin(people.unproven("stranger", ADA));

        guests.signedIn(account, People.token(guest));

        assertThat(adoptedBy(guest)).isEqualTo("null");
    }

    @Test
    void anAccountWithAnotherAddressGetsNothing() {
        SignedIn guest = guest();
        SignedIn account = people.begin(people.proven("mallory", "mallory@example.org"));

        SignedIn opened = guests.open(linkOf(guest), People.token(account), HOME);

        assertThat(opened.guest()).isTrue();
        assertThat(adoptedBy(guest)).isEqualTo("null");
        assertThat(people.stored("mallory").isProven()).isTrue();
    }

    @Test
    void theOwnerOfTheAddressGetsTheOrdersOnce() {
        SignedIn guest = guest();
        people.proven("ada", ADA);
        auth.before("findAndModify", "guests", () -> guests.adopt("ada", ADA));

        guests.adopt("ada", ADA);

        assertThat(adoptedBy(guest)).isEqualTo("ada");
        assertThat(store.find(guest.userId()).orElseThrow().version()).isOne();
        assertThat(people.stored("ada").guestsDue()).isNull();
    }

    /** A link opens an order on each device of its owner. */
    @Test
    void aSessionThatALinkBeganStaysWhenTheLinkIsFollowedElsewhere() {
        SignedIn typed = guest();
        String link = linkOf(typed);

        SignedIn first = guests.open(link, null, HOME);
        guests.open(link, null, HOME);

        assertThat(people.caller(first).sessionId()).isEqualTo(first.sessionId());
        assertThat(people.alive(typed.userId())).isEqualTo(2);
    }

    /** Its erasure finds no guest of the account, or it would have forgotten this one. */
    @Test
    void aGuestWhomAnAccountGetsWhileItIsErasedIsForgotten() {
        SignedIn guest = guest();
        people.proven("ada", ADA);
        auth.before("findAndModify", "guests", () -> {
            auth.get(AccountStore.class)
                    .erase(people.stored("ada"), Account.Change.ofOwner(auth.now()), new Document());
            guests.forget("ada");
        });

        guests.adopt("ada", ADA);

        assertThat(adoptedBy(guest)).isEqualTo("ada");
        assertThat(auth.get(Sessions.class).all(guest.userId()))
                .extracting(Session::network)
                .containsOnlyNulls();
    }

    /** What tells of the adoption may not be published yet. */
    @Test
    void aGuestWhomAnAccountGetsWhileOldOnesAreDeletedStays() {
        SignedIn guest = guest();
        people.proven("ada", ADA);
        guests.adopt("ada", ADA);

        store.delete(guest.userId());
        assertThat(adoptedBy(guest)).isEqualTo("ada");

        SignedIn another = guest();
        store.delete(another.userId());
        assertThat(store.find(another.userId())).isEmpty();
    }
}
