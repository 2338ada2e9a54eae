package io.holdfast.auth.account;

import static io.holdfast.auth.account.People.ADA;
import static io.holdfast.auth.account.People.HOME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.mongodb.MongoTimeoutException;
import io.holdfast.auth.StoredAuth;
import io.holdfast.auth.session.SignedIn;
import io.holdfast.mail.Mail;
import io.holdfast.mail.Mails;
import io.holdfast.web.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is forgotten is told so by one mail, whose address is kept no longer than until that mail has it. */
class StoredLastMailsTests {

    private final Mails mails = mock(Mails.class);
    private final Obligations obligations = mock(Obligations.class);
    private final StoredAuth auth =
            new StoredAuth(Map.of(Mails.class, mails, Obligations.class, obligations)).withKey();
    private final People people = new People(auth);
    private final Guests guests = auth.get(Guests.class);
    private final List<Mail> kept = new ArrayList<>();

    /** Whether the service dies, or its database, before it keeps the mail. */
    private boolean fails;

    /** The fact whose mail alone fails. */
    private String failsFor = "";

    @BeforeEach
    void nothingIsOpen() {
        Obligations.Open nothing = new Obligations.Open(List.of(), List.of());
        when(obligations.of(any())).thenReturn(nothing);
        when(mails.isOn()).thenReturn(true);
        doAnswer(call -> {
                    if (fails || call.<Mail>getArgument(0).fact().equals(failsFor)) {
                        throw new MongoTimeoutException("It died");
                    }
                    return kept.add(call.getArgument(0));
                })
                .when(mails)
                .keep(any());
    }

    private void eraseAccount(Account account) {
        auth.get(Erasure.class).erase(people.caller(people.begin(account)), null, HOME);
    }

    private String stored(String collection, String id) {
        Document found = auth.mongo()
                .getCollection(collection)
                .find(new Document("_id", id))
                .first();
        return String.valueOf(found);
    }

    @Test
    void theOwnerOfAnAccountIsToldAndTheAddressForgotten() {
        eraseAccount(people.withoutPassword("ada", ADA));

        assertThat(kept)
                .containsExactly(new Mail("erased:ada", ErasedMail.ACCOUNT, ADA, Map.of(Mail.FORGOTTEN, "true")));
        assertThat(stored(Account.COLLECTION, "ada")).contains("erased-ada").doesNotContain(ADA);
    }

    @Test
    void theMailThatACrashHeldUpIsKeptLater() {
        fails = true;
        eraseAccount(people.withoutPassword("ada", ADA));
        assertThat(stored(Account.COLLECTION, "ada")).contains(ADA);
        fails = false;

        auth.get(LastMails.class).finish();
        assertThat(kept).as("the request may still be at it").isEmpty();
        auth.pass(Duration.ofSeconds(11));
        auth.get(LastMails.class).finish();
        auth.get(LastMails.class).finish();

        assertThat(kept).singleElement().extracting(Mail::to).isEqualTo(ADA);
        assertThat(stored(Account.COLLECTION, "ada")).doesNotContain(ADA);
    }

    @Test
    void whoIsForgottenCannotAskForItAgain() {
        Account account = people.withoutPassword("ada", ADA);
        Caller caller = people.caller(people.begin(account));
        // The service dies before it ends the session.
        auth.get(AccountStore.class).erase(account, Account.Change.ofOwner(auth.now()), lastMail(account));

        People.refused("unauthenticated", () -> auth.get(Erasure.class).erase(caller, null, HOME));

        assertThat(stored(Account.COLLECTION, "ada")).contains(ADA);
    }

    @Test
    void aMailThatCannotBeKeptHoldsUpNoOther() {
        fails = true;
        eraseAccount(people.withoutPassword("ada", ADA));
        eraseAccount(people.withoutPassword("bob", "bob@example.com"));
        auth.pass(Duration.ofSeconds(11));
        fails = false;

        failsFor = "erased:ada";
        auth.get(LastMails.class).finish();
        assertThat(kept).extracting(Mail::to).containsExactly("bob@example.com");
        failsFor = "";
        auth.get(LastMails.class).finish();

        assertThat(kept).extracting(Mail::to).containsExactly("bob@example.com", ADA);
    }

    @Test
    void aGuestWhoIsForgottenIsToldAndTheAddressForgotten() {
        SignedIn guest = guests.begin(EmailAddress.of(ADA), "Ada", HOME);

        guests.erase(auth.get(GuestStore.class).find(guest.userId()).orElseThrow());

        assertThat(kept).singleElement().satisfies(mail -> {
            assertThat(mail.to()).isEqualTo(ADA);
            assertThat(mail.kind()).isEqualTo(ErasedMail.GUEST);
            assertThat(mail.details()).containsKey(Mail.FORGOTTEN);
        });
        assertThat(stored(Guest.COLLECTION, guest.userId())).doesNotContain(ADA, "Ada");
    }

    @Test
    void aGuestWhoseOrdersComeIntoAnAccountMeanwhileIsToldNothing() {
        SignedIn guest = guests.begin(EmailAddress.of(ADA), "Ada", HOME);
        people.proven("ada", ADA);
        Guest read = auth.get(GuestStore.class).find(guest.userId()).orElseThrow();
        guests.adopt("ada", ADA);

        People.refused("unauthenticated", () -> guests.erase(read));

        assertThat(kept).isEmpty();
        assertThat(stored(Guest.COLLECTION, guest.userId())).doesNotContain(ADA);
    }

    /** It may be another person's. */
    @Test
    void anAddressThatWasOnlyTypedIsNotNoted() {
        Account account = people.unproven("ada", ADA);
        AccountStore accounts = auth.get(AccountStore.class);

        assertThat(accounts.erase(account, Account.Change.ofOwner(auth.now()), lastMail(account)))
                .isTrue();

        assertThat(stored(Account.COLLECTION, "ada")).doesNotContain(ADA, "lastMail");
    }

    private Document lastMail(Account account) {
        return auth.get(Erasure.class).lastMail(account);
    }

    @Test
    void nothingIsNotedWhereNoMailsAreSent() {
        when(mails.isOn()).thenReturn(false);

        eraseAccount(people.withoutPassword("ada", ADA));

        assertThat(kept).isEmpty();
        assertThat(stored(Account.COLLECTION, "ada")).doesNotContain(ADA, "lastMail");
    }
}
