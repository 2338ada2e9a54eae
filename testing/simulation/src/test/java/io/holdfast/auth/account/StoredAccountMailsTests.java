package io.holdfast.auth.account;

import static io.holdfast.auth.account.People.ADA;
import static io.holdfast.auth.account.People.HOME;
import static io.holdfast.auth.account.People.NEW;
import static io.holdfast.auth.account.People.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.holdfast.auth.StoredAuth;
import io.holdfast.mail.Mail;
import io.holdfast.mail.Mails;
import io.holdfast.simulation.documents.Failures;
import io.holdfast.web.Caller;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

/** An owner is told of each change that another person may have made, also if the database goes away just then. */
class StoredAccountMailsTests {

    private final Mails mails = mock();
    private final IdentityProvider provider = mock();
    private final Authenticators authenticators = mock();
    private final StoredAuth auth = new StoredAuth(
                    Map.of(Mails.class, mails, IdentityProvider.class, provider, Authenticators.class, authenticators))
            .withKey();
    private final People people = new People(auth);
    private final AccountStore accounts = auth.get(AccountStore.class);
    private final Links links = auth.get(Links.class);
    private final SecondFactors factors = auth.get(SecondFactors.class);
    private final Passkeys passkeys = auth.get(Passkeys.class);
    private final Identities identities = auth.get(Identities.class);

    @BeforeEach
    void mailsAreSent() {
        when(mails.isOn()).thenReturn(true);
    }

    @Test
    void theFormerAddressIsToldOfAMoveAlsoByWhatFinishesIt() {
        people.proven("ada", ADA);
        doThrow(Failures.unreachable()).doNothing().when(mails).keep(any());

        move(ADA, NEW);
        assertThat(people.stored("ada").email()).isEqualTo(NEW);
        auth.pass(Duration.ofMinutes(1));
        auth.get(PasswordChanges.class).finishOpenChanges();

        assertThat(people.stored("ada").change()).isNull();
        List<Mail> kept = kept(2);
        assertThat(kept.getFirst()).as("tried before").isEqualTo(kept.getLast());
        assertThat(kept.getLast().to()).isEqualTo(ADA);
        assertThat(kept.getLast().kind()).isEqualTo("moved");
        assertThat(kept.getLast().details()).containsEntry("to", NEW);
    }

    @Test
    void theFormerAddressIsToldOfAMoveAlsoIfAnotherChangeComesBeforeThat() {
        people.proven("ada", ADA);
        doThrow(Failures.unreachable()).doNothing().when(mails).keep(any());
        move(ADA, NEW);

        auth.get(Ownership.class).reset(links.create(LinkKind.RESET, "ada", NEW), "another horse battery", HOME);

        assertThat(people.stored("ada").change()).isNull();
        assertThat(kept(3)).extracting(Mail::to).containsExactly(ADA, ADA, NEW);
    }

    @Test
    void itIsToldOfTheSameMoveOnceMoreIfItIsMadeOnceMore() {
        people.proven("ada", ADA);

        move(ADA, NEW);
        auth.pass(Duration.ofHours(1));
        move(NEW, ADA);
        auth.pass(Duration.ofHours(1));
        move(ADA, NEW);

        assertThat(kept(3).stream().filter(mail -> mail.to().equals(ADA)).map(Mail::fact))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void anAddressThatNobodyProvedIsToldNothing() {
        people.unproven("ada", ADA);
        accounts.plan(people.stored("ada"), new Account.Move(NEW, auth.now(), false, false));

        assertThat(agree(LinkKind.MOVE_TO, NEW, NEW)).isTrue();

        kept(0);
    }

    @Test
    void codesAreNotTurnedOnWithoutAMail() {
        Caller ada = signedIn();
        factors.prepare(ada, PASSWORD, HOME);
        SecondFactor prepared = auth.get(SecondFactorStore.class).find("ada").orElseThrow();
        byte[] secret = Base64.getDecoder().decode(Objects.requireNonNull(prepared.secret()));
        String code = Totp.code(secret, auth.now().getEpochSecond() / 30);

        withoutMails(() -> factors.turnOn(ada, code));

        assertThat(factors.state(ada).on()).isFalse();
        assertThat(factors.turnOn(ada, code).recoveryCodes()).hasSize(10);
        kept(2);
    }

    @Test
    void norTurnedOff() {
        Caller ada = signedIn();
        people.askForCodes("ada");

        withoutMails(() -> factors.turnOff(ada, PASSWORD, people.code(), HOME));

        assertThat(factors.state(ada).on()).isTrue();
        auth.pass(Duration.ofMinutes(1));
        factors.turnOff(ada, PASSWORD, people.code(), HOME);
        assertThat(factors.state(ada).on()).isFalse();
        List<Mail> kept = kept(2);
        assertThat(kept.getFirst()).as("one fact, so one mail").isEqualTo(kept.getLast());
    }

    @Test
    void norIsAPasskeyAddedOrRemoved() {
        Caller ada = signedIn();
        when(authenticators.verifyNew(any()))
                .thenReturn(new Authenticators.Attested("credential", "data", 0, false, false, Set.of()));
        when(authenticators.challengeOfNew(any())).thenAnswer(_ -> links.create(LinkKind.PASSKEY_NEW, "ada", ADA));

        withoutMails(() -> passkeys.add(ada, "Phone", "{}"));
        assertThat(passkeys.list(ada)).isEmpty();
        String id = passkeys.add(ada, "Phone", "{}").id();

        withoutMails(() -> passkeys.remove(ada, id, PASSWORD, HOME));
        assertThat(passkeys.list(ada)).hasSize(1);
        passkeys.remove(ada, id, PASSWORD, HOME);
        assertThat(passkeys.list(ada)).isEmpty();
        assertThat(kept(4))
                .extracting(Mail::kind)
                .containsExactly("passkey-added", "passkey-added", "passkey-removed", "passkey-removed");
    }

    @Test
    void norIsAnIdentityLinkedOrUnlinked() {
        Caller ada = signedIn();
        AtomicReference<String> state = new AtomicReference<>();
        when(provider.location(any(), any())).thenAnswer(call -> {
            state.set(call.getArgument(1));
            return "https://provider.example/";
        });
        when(provider.confirm(any(), any(), any()))
                .thenReturn(new IdentityProvider.Person("issuer", "subject", ADA, true, "Ada"));

        withoutMails(() -> identities.link(ada, back(ada, state)));
        assertThat(identities.list(ada)).isEmpty();
        identities.link(ada, back(ada, state));
        // Linking again changes nothing.
        identities.link(ada, back(ada, state));
        String id = identities.list(ada).getFirst().id();

        withoutMails(() -> identities.remove(ada, id, PASSWORD, HOME));
        assertThat(identities.list(ada)).hasSize(1);
        identities.remove(ada, id, PASSWORD, HOME);
        assertThat(identities.list(ada)).isEmpty();
        assertThat(kept(4)).extracting(Mail::kind).containsExactly("linked", "linked", "unlinked", "unlinked");
    }

    private Identities.Back back(Caller ada, AtomicReference<String> state) {
        Identities.Begun begun = identities.begin(ada, PASSWORD, HOME);
        return new Identities.Back(state.get(), "code", null, begun.browser());
    }

    private Caller signedIn() {
        return people.caller(people.begin(people.proven("ada", ADA)));
    }

    /** What is tried while no mail can be kept fails. */
    private void withoutMails(ThrowingCallable tried) {
        doThrow(Failures.unreachable()).when(mails).keep(any());
        assertThatThrownBy(tried).isInstanceOf(Failures.unreachable().getClass());
        doNothing().when(mails).keep(any());
    }

    /** All that were to be kept, in their order. */
    private List<Mail> kept(int count) {
        ArgumentCaptor<Mail> kept = ArgumentCaptor.forClass(Mail.class);
        verify(mails, times(count)).keep(kept.capture());
        return kept.getAllValues();
    }

    private void move(String from, String to) {
        accounts.plan(people.stored("ada"), new Account.Move(to, auth.now(), false, false));
        assertThat(agree(LinkKind.MOVE_TO, to, to)).isFalse();
        assertThat(agree(LinkKind.MOVE_FROM, from, to)).isTrue();
    }

    private boolean agree(LinkKind end, String email, String to) {
        return auth.get(Ownership.class).agree(end, links.create(end, "ada", email, to));
    }
}
