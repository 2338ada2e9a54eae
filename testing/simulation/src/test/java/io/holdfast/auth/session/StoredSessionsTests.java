package io.holdfast.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.auth.StoredAuth;
import io.holdfast.auth.key.KeyRing;
import io.holdfast.web.CachedKeys;
import io.holdfast.web.Caller;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who ends a session, and what becomes of its tokens. */
class StoredSessionsTests {

    private final AccountRights accountRights = _ -> Optional.of(Caller.Rights.USUAL);
    private final StoredAuth auth = new StoredAuth(Map.of(AccountRights.class, accountRights)).withKey();
    private final Sessions sessions = auth.get(Sessions.class);

    private String begin(String user) {
        return Objects.requireNonNull(
                sessions.begin(user, user + "@example.org", null, "192.0.2.0/24", "Firefox", false)
                        .token());
    }

    private Caller caller(String token) {
        return sessions.callerOf(token).orElseThrow();
    }

    @Test
    void whoeverKnowsTheIdOfASessionDoesNotEndIt() {
        String ada = begin("ada");
        Caller mallory = caller(begin("mallory"));

        sessions.end(mallory, caller(ada).sessionId());

        assertThat(sessions.callerOf(ada)).isPresent();
        sessions.end(caller(ada), caller(ada).sessionId());
        assertThat(sessions.callerOf(ada)).isEmpty();
    }

    @Test
    void theOthersEndAndTheCallersDoesNot() {
        String own = begin("ada");
        String other = begin("ada");
        String bobs = begin("bob");

        sessions.endOthers(caller(own));

        assertThat(sessions.callerOf(own)).isPresent();
        assertThat(sessions.callerOf(other)).isEmpty();
        assertThat(sessions.callerOf(bobs)).isPresent();
    }

    @Test
    void aTokenOfAWithdrawnKeyIsWorthNothing() {
        String token = begin("ada");
        KeyRing ring = auth.get(KeyRing.class);

        assertThat(ring.withdraw(ring.signer().kid())).isTrue();
        auth.get(CachedKeys.class).refresh();

        assertThat(sessions.renew(token)).isEmpty();
    }
}
