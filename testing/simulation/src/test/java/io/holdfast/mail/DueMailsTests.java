package io.holdfast.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.Operation;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each mail that is due is reserved once, in the order in which they are due, and one look finds many. */
class DueMailsTests {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final Instant UNTIL = NOW.plus(Duration.ofMinutes(2));

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOW);
    private final List<String> commands = new ArrayList<>();
    private final MailStore store = store(Effects.NONE);

    private MailStore store(Effects effects) {
        return new MailStore(database.factory("mails", effects, "mails"));
    }

    private void perform(Operation operation) {
        commands.add(operation.name());
        operation.perform();
    }

    private void keep(int from, int to) {
        for (int i = from; i < to; i++) {
            Instant due = NOW.minusSeconds(60).plusSeconds(i);
            assertThat(store.insert(new Mail("fact" + i, "kind", "ada@example.com", Map.of()), due, due))
                    .isTrue();
        }
    }

    private static String reserveNext(DueMails mails) {
        return mails.reserveNext(NOW, UNTIL).map(mail -> mail.mail().fact()).orElse("none");
    }

    @Test
    void oneLookFindsMany() {
        keep(0, 20);
        DueMails mails = new DueMails(store(this::perform));
        List<String> reserved = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            reserved.add(reserveNext(mails));
        }
        assertThat(reserved)
                .startsWith("fact0", "fact1", "fact2")
                .endsWith("fact19")
                .doesNotHaveDuplicates();
        assertThat(commands.stream().filter("find"::equals)).hasSize(1);
        keep(20, 21);
        assertThat(reserveNext(mails)).isEqualTo("fact20");
        assertThat(reserveNext(mails)).isEqualTo("none");
    }

    @Test
    void whatAnotherReplicaHasReservedIsNotTriedOneByOne() {
        keep(0, 6);
        DueMails here = new DueMails(store(this::perform));
        DueMails elsewhere = new DueMails(store);
        assertThat(reserveNext(here)).isEqualTo("fact0");
        for (int i = 1; i < 5; i++) {
            assertThat(reserveNext(elsewhere)).isEqualTo("fact" + i);
        }
        commands.clear();
        assertThat(reserveNext(here)).isEqualTo("fact5");
        assertThat(commands).containsExactly("findAndModify", "find", "findAndModify");
        assertThat(List.of(reserveNext(here), reserveNext(elsewhere))).containsOnly("none");
    }

    /** What was found may have been sent, dropped or put off since. */
    @Test
    void whatHasEndedSinceItWasFoundIsNotReserved() {
        keep(0, 2);
        DueMails mails = new DueMails(store);
        Optional<KeptMail> first = mails.reserveNext(NOW, UNTIL);
        KeptMail second = store.findDue(NOW, 1).getFirst();
        store.end(second, MailState.DROPPED, null, NOW);
        assertThat(first).isPresent();
        assertThat(reserveNext(mails)).isEqualTo("none");
    }
}
