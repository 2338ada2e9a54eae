package io.holdfast.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.holdfast.auth.GuestProperties;
import io.holdfast.auth.session.Sessions;
import io.holdfast.auth.session.SignedIn;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.springframework.dao.QueryTimeoutException;

class GuestsTests {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final String EMAIL = "ada@example.org";
    private static final Client CLIENT = new Client("192.0.2.1", "test");
    private static final Caller ADA = new Caller("ada", EMAIL, "Ada", "session1", "token");

    private final GuestStore store = mock(GuestStore.class);
    private final AccountStore accounts = mock(AccountStore.class);
    private final Links links = mock(Links.class);
    private final Sessions sessions = mock(Sessions.class);
    private final LastMails lastMails = mock(LastMails.class);
    private final OutboxRelay relay = mock(OutboxRelay.class);
    private final GuestProperties properties = mock(GuestProperties.class);
    private final Guests guests = new Guests(
            store,
            accounts,
            links,
            mock(GuestLimiter.class),
            sessions,
            lastMails,
            relay,
            properties,
            Clock.fixed(NOON, ZoneOffset.UTC));

    private static Guest guest(String id, long version) {
        return new Guest(id, EMAIL, "Ada", NOON, null, version, Outbox.empty());
    }

    private static Caller caller(String guest) {
        return new Caller(guest, EMAIL, "Ada", "session-of-" + guest, "token", true, false, Caller.Rights.USUAL);
    }

    private Account account(String id, String email) {
        Account account = mock(Account.class);
        when(account.id()).thenReturn(id);
        when(account.email()).thenReturn(email);
        when(account.guestsDue()).thenReturn(NOON);
        when(accounts.findById(id)).thenReturn(Optional.of(account));
        return account;
    }

    private static void assertRefused(int status, Runnable call) {
        assertThatThrownBy(call::run)
                .asInstanceOf(InstanceOfAssertFactories.type(ProblemException.class))
                .extracting(problem -> problem.status().value())
                .isEqualTo(status);
    }

    @Test
    void anAdoptionThatFailsKeepsNoOtherWaiting() {
        Account ada = account("ada", EMAIL);
        Account bob = account("bob", "bob@example.org");
        when(accounts.findDueGuests(any())).thenReturn(List.of(ada, bob));
        when(store.findUnadopted(EMAIL)).thenThrow(new QueryTimeoutException("The database is slow"));

        guests.finishAdoptions();

        verify(accounts).finishGuests("bob", NOON);
        verify(accounts, never()).finishGuests(eq("ada"), any());
    }

    /** A crash may have come between the write of another request and what follows it. */
    @Test
    void everyGuestWithTheAddressEndsWhoeverAdoptsItAndIsAnnouncedByWhoDoes() {
        account("ada", EMAIL);
        Guest own = guest("g1", 0);
        when(store.findUnadopted(EMAIL)).thenReturn(List.of(own, guest("g2", 0)));
        when(store.adopt(argThat(adopted -> adopted != null && adopted.guestId().equals("g1")), eq(NOON)))
                .thenReturn(Optional.of(own));

        guests.adopt("ada", EMAIL);

        verify(relay).publish(own);
        for (String id : List.of("g1", "g2")) {
            verify(links).removeAll(id);
            verify(sessions).endOthers(id, "");
        }
        verify(accounts).finishGuests("ada", NOON);
    }

    @Test
    void guestsThatComeIntoAnAccountWhileItIsErasedAreForgotten() {
        account("ada", "erased-ada");
        when(store.findUnadopted(EMAIL)).thenReturn(List.of(guest("g1", 0)));
        when(store.adopt(any(), any())).thenReturn(Optional.of(guest("g1", 1)));
        when(store.findAdopted("ada")).thenReturn(List.of(guest("g1", 1)));

        guests.adopt("ada", EMAIL);

        InOrder order = inOrder(store);
        order.verify(store).adopt(any(), any());
        order.verify(store).erase("g1");
        verify(accounts, never()).finishGuests(any(), any());
    }

    @Test
    void signingInBringsOrdersOnlyToAnAccountThatIsProvenOrProvedByThisBrowser() {
        SignedIn account =
                new SignedIn("s", "ada", EMAIL, "Ada", "token", Duration.ofDays(1), false, false, Caller.Rights.USUAL);
        account("ada", EMAIL);
        when(sessions.callerOf("before")).thenReturn(Optional.of(caller("g1")));

        guests.signedIn(account, "before");
        guests.signedIn(account, (String) null);
        verify(store, never()).findUnadopted(any());

        when(sessions.isProven(caller("g1"))).thenReturn(true);
        when(accounts.prove("ada", EMAIL, NOON)).thenReturn(true);
        guests.signedIn(account, "before");
        verify(store).findUnadopted(EMAIL);
    }

    @Test
    void aGuestWithAnotherAddressThanTheAccountBringsNothing() {
        SignedIn bob = new SignedIn(
                "s", "bob", "bob@example.org", "Bob", "token", Duration.ofDays(1), false, false, Caller.Rights.USUAL);
        when(sessions.callerOf("before")).thenReturn(Optional.of(caller("g1")));
        when(sessions.isProven(caller("g1"))).thenReturn(true);
        when(accounts.prove(any(), any(), any())).thenReturn(true);

        guests.signedIn(bob, "before");

        verify(accounts, never()).prove(any(), any(), any());
        verify(store, never()).findUnadopted(any());
    }

    @Test
    void aLinkEndsTheSessionsOfWhoOnlyTypedTheAddressBeforeItBeginsOne() {
        SignedIn begun = openable("g1");

        assertThat(guests.open("secret", null, CLIENT)).isEqualTo(begun);

        InOrder order = inOrder(sessions);
        order.verify(sessions).endUnproven("g1");
        order.verify(sessions).beginGuest("g1", EMAIL, "Ada", CLIENT.network(), CLIENT.device(), true);
        verify(sessions, never()).endOthers(any(), any());
    }

    /** What forgets the guest meanwhile does not find the session. */
    @Test
    void aLinkOpensNothingOnceTheGuestIsOver() {
        openable("g1");
        when(store.isOver("g1")).thenReturn(true);

        assertRefused(410, () -> guests.open("secret", null, CLIENT));

        verify(sessions).endOthers("g1", "");
    }

    @Test
    void aLinkThatTheAccountsOwnerFollowsBringsTheOrdersIntoTheAccount() {
        openable("g1");
        account("ada", EMAIL);
        SignedIn renewed =
                new SignedIn("s", "ada", EMAIL, "Ada", "token", Duration.ofDays(1), false, false, Caller.Rights.USUAL);
        when(sessions.callerOf("before")).thenReturn(Optional.of(ADA));
        when(accounts.prove("ada", EMAIL, NOON)).thenReturn(true);
        when(sessions.renew("before")).thenReturn(Optional.of(renewed));

        assertThat(guests.open("secret", "before", CLIENT)).isEqualTo(renewed);

        verify(store).findUnadopted(EMAIL);
        verify(sessions, never()).beginGuest(any(), any(), any(), any(), any(), anyBoolean());
    }

    private SignedIn openable(String id) {
        when(links.find(LinkKind.GUEST, "secret"))
                .thenReturn(new Link("link", LinkKind.GUEST, id, EMAIL, null, NOON.plusSeconds(60)));
        when(store.find(id)).thenReturn(Optional.of(guest(id, 0)));
        SignedIn begun =
                new SignedIn("s", id, EMAIL, "Ada", "token", Duration.ofDays(1), false, true, Caller.Rights.USUAL);
        when(sessions.beginGuest(eq(id), anyString(), anyString(), anyString(), anyString(), anyBoolean()))
                .thenReturn(begun);
        return begun;
    }

    @Test
    void onlyWhoFollowedALinkAsAGuestIsKnown() {
        Caller guest = caller("g1");
        when(store.find("g1")).thenReturn(Optional.of(guest("g1", 0)));
        assertRefused(404, () -> guests.requireProven(ADA));
        assertRefused(401, () -> guests.requireProven(guest));
        when(sessions.isAlive(guest)).thenReturn(true);
        assertRefused(409, () -> guests.requireProven(guest));
        when(sessions.isProven(guest)).thenReturn(true);
        assertThat(guests.requireProven(guest).id()).isEqualTo("g1");
        when(store.find("g1")).thenReturn(Optional.of(guest("g1", 1)));
        assertRefused(401, () -> guests.requireProven(guest));

        assertRefused(403, () -> guests.requireFresh(guest));
        when(sessions.beganWithin(guest, CallerAccounts.FRESH)).thenReturn(true);
        guests.requireFresh(guest);
    }

    @Test
    void aGuestIsForgottenByOneWriteThatKnowsOfTheLastMail() {
        Document note = new Document("lastMail", new Document("to", EMAIL));
        when(lastMails.note(EMAIL, null)).thenReturn(note);
        Guest forgotten = guest("g1", 1);
        when(store.forget(argThat(erased -> erased != null && erased.accountId().equals("g1")), eq(NOON), eq(note)))
                .thenReturn(Optional.of(forgotten));

        guests.erase(guest("g1", 0));

        verify(relay).publish(forgotten);
        verify(lastMails).guestErased("g1");
        verify(links).removeAll("g1");
        verify(sessions).endOthers("g1", "");
    }

    @Test
    void aGuestWhoseOrdersCameIntoAnAccountIsNotForgottenAlone() {
        when(lastMails.note(EMAIL, null)).thenReturn(new Document());
        when(store.forget(any(), any(), any())).thenReturn(Optional.empty());

        assertRefused(401, () -> guests.erase(guest("g1", 0)));

        verify(lastMails, never()).guestErased(any());
        verify(links, never()).removeAll(any());
    }

    @Test
    void aGuestOfLongAgoIsDeletedUnlessALinkStillOpensTheOrders() {
        when(properties.keep()).thenReturn(Duration.ofDays(60));
        when(links.exist("g1")).thenReturn(true);
        doAnswer(call -> {
                    Consumer<String> each = call.getArgument(1);
                    List.of("g1", "g2").forEach(each);
                    return null;
                })
                .when(store)
                .forEachBegunBefore(eq(NOON.minus(Duration.ofDays(60))), any());

        guests.forgetOld();

        verify(store, never()).delete("g1");
        verify(store).delete("g2");
    }
}
