package io.holdfast.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import io.holdfast.record.Entry;
import io.holdfast.record.Recorder;
import io.holdfast.record.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The record says of what failed whether it was tried in a session. */
class AccountRecordTests {

    private final Recorder recorder = mock(Recorder.class);
    private final List<Entry> entries = new ArrayList<>();
    private final AccountRecord record = new AccountRecord(recorder);

    @BeforeEach
    void entriesAreKept() {
        doAnswer(call -> entries.add(call.getArgument(0))).when(recorder).add(any());
    }

    @Test
    void whatFailsInASessionIsOfWhoIsSignedIn() {
        record.wrongPassword("ada", false);
        record.wrongCodeInSession("ada", true);
        assertThat(entries).extracting(Entry::kind).containsExactly("wrong-password", "wrong-code", "locked-out");
        assertThat(entries)
                .allMatch(entry -> entry.role() == Role.OWNER
                        && "ada".equals(entry.actor())
                        && entry.accounts().contains("ada"));
        assertThat(entries).extracting(Entry::fact).doesNotHaveDuplicates();
    }

    @Test
    void whatFailsBeforeIsOfAVisitorAndTheOwnerReadsIt() {
        record.signInFailed("ada", false);
        record.wrongCodeToSignIn("ada", true);
        assertThat(entries).extracting(Entry::kind).containsExactly("sign-in-failed", "wrong-code", "locked-out");
        assertThat(entries)
                .allMatch(entry -> entry.role() == Role.VISITOR
                        && entry.actor() == null
                        && entry.accounts().contains("ada"));
    }

    @Test
    void whatFailsAtAnAddressWithoutAnAccountConcernsNobody() {
        record.signInFailed(null, true);
        assertThat(entries).extracting(Entry::kind).containsExactly("sign-in-failed", "locked-out");
        assertThat(entries).allMatch(entry -> entry.accounts().isEmpty());
    }
}
