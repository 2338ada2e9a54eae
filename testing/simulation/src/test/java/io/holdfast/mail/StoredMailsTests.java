package io.holdfast.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import io.holdfast.mail.MailContent.Told;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A mail is found in its state whatever became of it before. */
class StoredMailsTests {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofMinutes(2));
    private static final String ADA = "ada@example.com";

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOW);
    private final MailStore store = new MailStore(database.factory("mails", Effects.NONE, "mails"));

    private KeptMail reserved(String fact) {
        store.insert(new Mail(fact, "kind", ADA, Map.of("order", fact)), NOW, NOW);
        KeptMail kept = store.findById(MailStore.id(fact)).orElseThrow();
        return store.reserve(kept, LATER).orElseThrow();
    }

    private KeptMail ended(String fact, MailState state) {
        KeptMail mail = reserved(fact);
        store.end(mail, state, "reason", NOW);
        return mail;
    }

    private List<String> in(MailState state) {
        List<String> facts = store.find(state, 100).stream()
                .map(mail -> mail.mail().fact())
                .sorted()
                .toList();
        assertThat(store.count(state)).isEqualTo(facts.size());
        return facts;
    }

    @Test
    void eachIsCountedAndListedInItsState() {
        reserved("reserved");
        store.postpone(reserved("postponed"), LATER, "reason");
        store.endSent(reserved("sent"), null, NOW);
        ended("bounced", MailState.BOUNCED);
        ended("failed", MailState.FAILED);
        ended("dropped", MailState.DROPPED);
        store.resend(ended("resent", MailState.FAILED).id(), NOW);
        reserved("erased");
        store.erase(Filters.in(MailStore.field("order"), "erased"), NOW);

        assertThat(in(MailState.WAITING)).containsExactly("postponed", "resent", "reserved");
        assertThat(in(MailState.SENT)).containsExactly("sent");
        assertThat(in(MailState.BOUNCED)).containsExactly("bounced");
        assertThat(in(MailState.FAILED)).containsExactly("failed");
        assertThat(in(MailState.DROPPED)).containsExactly("dropped", "erased");
        assertThat(Arrays.stream(MailState.values()).mapToLong(store::count).sum())
                .isEqualTo(8);
    }

    /** It may have taken so long that another replica is sending the mail by now. */
    @Test
    void anAttemptEndsNoLaterOne() {
        KeptMail early = reserved("fact");
        KeptMail late = store.reserve(early, LATER).orElseThrow();
        assertThat(store.reserve(early, LATER)).as("another one has it").isEmpty();

        store.end(early, MailState.BOUNCED, "reason", NOW);
        store.postpone(early, NOW, "reason");

        assertThat(store.findById(late.id())).contains(late);
        store.endSent(late, null, NOW);
        assertThat(in(MailState.SENT)).containsExactly("fact");
    }

    @Test
    void whatWasSentIsNotSentAgain() {
        KeptMail sent = reserved("sent");
        store.endSent(sent, null, NOW);
        assertThat(store.resend(sent.id(), LATER)).isFalse();
        assertThat(store.resend(reserved("waiting").id(), LATER)).isFalse();
        assertThat(store.findDue(LATER, 10))
                .extracting(mail -> mail.mail().fact())
                .containsExactly("waiting");
    }

    @Test
    void whatWasSentToAnAddressIsCountedSinceATime() {
        reserved("waiting");
        ended("bounced", MailState.BOUNCED);
        store.endSent(reserved("before"), null, NOW.minusSeconds(1));
        store.endSent(reserved("then"), null, NOW);

        assertThat(store.countSent(ADA, NOW)).isEqualTo(1);
        assertThat(store.countSent(ADA, NOW.minusSeconds(1))).isEqualTo(2);
        assertThat(store.countSent("ivo@example.com", NOW)).isZero();
    }

    /** Whatever becomes of it; until then it is needed. */
    @Test
    void aMailThatIsToBeForgottenIsOnceItEnds() {
        for (MailState state : MailState.values()) {
            if (state == MailState.WAITING) {
                continue;
            }
            String fact = "forgotten as " + state;
            store.insert(new Mail(fact, "kind", ADA, Map.of(Mail.FORGOTTEN, "true", "order", "7")), NOW, NOW);
            KeptMail kept = store.findById(MailStore.id(fact)).orElseThrow();
            store.postpone(kept, LATER, ADA + " is not known");
            KeptMail reserved = store.reserve(kept, LATER).orElseThrow();
            assertThat(reserved.mail().to()).isEqualTo(ADA);

            if (state == MailState.SENT) {
                store.endSent(reserved, new Told("event", "moved"), NOW);
            } else {
                store.end(reserved, state, ADA + " is not known", NOW);
            }

            KeptMail ended = store.findById(MailStore.id(fact)).orElseThrow();
            assertThat(ended.state()).isEqualTo(state);
            assertThat(ended.mail()).isEqualTo(new Mail("erased", "kind", "erased", Map.of()));
            assertThat(ended.reason()).isNull();
            assertThat(store.insert(new Mail(fact, "kind", ADA, Map.of()), NOW, NOW))
                    .as("it is remembered that there was one")
                    .isFalse();
            assertThat(store.resend(ended.id(), NOW)).isFalse();
        }
        assertThat(store.told("event", List.of(ADA, "erased"))).isEmpty();
    }

    /** Without what it was about it could not be written, and would be tried for ever. */
    @Test
    void oneThatIsSentAgainWhileItIsErasedDoesNotWait() {
        KeptMail failed = ended("order", MailState.FAILED);
        AtomicBoolean resent = new AtomicBoolean();
        MailStore slow = new MailStore(database.factory(
                "slow",
                operation -> {
                    if (operation.name().equals("update") && !resent.getAndSet(true)) {
                        assertThat(store.resend(failed.id(), NOW)).isTrue();
                    }
                    operation.perform();
                },
                "mails"));

        slow.erase(Filters.in(MailStore.field("order"), "order"), NOW);

        assertThat(resent).isTrue();
        KeptMail erased = store.findById(failed.id()).orElseThrow();
        assertThat(erased.state()).isEqualTo(MailState.DROPPED);
        assertThat(erased.mail().to()).isEqualTo("erased");
        assertThat(erased.dueAt()).isNull();
        assertThat(store.findDue(LATER, 1)).isEmpty();
    }

    @Test
    void whatMailsToldIsFoundOnceTheyAreSent() {
        KeptMail mail = reserved("sent");
        assertThat(store.told("event", List.of(ADA))).isEmpty();
        store.endSent(mail, new Told("event", "moved"), NOW);

        assertThat(store.told("event", List.of(ADA)))
                .containsExactly(new ToldTo(ADA, "kind", Map.of("order", "sent"), "moved", NOW));
    }
}
