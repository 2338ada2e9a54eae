package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import io.holdfast.runtime.BackgroundLoop;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CachedKeysTests {

    private static final TestTokens OLD = new TestTokens("old");
    private static final TestTokens NEW = new TestTokens("new");

    private Instant now = Instant.parse("2026-11-22T20:00:00Z");
    private volatile @Nullable JWKSet published = OLD.published();
    private final AtomicInteger loads = new AtomicInteger();
    private final CachedKeys keys = new CachedKeys(
            () -> {
                loads.incrementAndGet();
                if (published == null) {
                    throw new IOException("away");
                }
                return published;
            },
            ticking(() -> now));

    @Test
    void keysAreLoadedOnceAndKept() throws Exception {
        assertThat(find("old")).hasSize(1);
        assertThat(find("old")).hasSize(1);
        assertThat(loads).hasValue(1);
    }

    @Test
    void anUnknownKeyIsLoadedButNotAllTheTime() throws Exception {
        find("old");
        published = NEW.published();
        assertThat(find("new")).as("within the second of the last load").isEmpty();
        now = now.plusSeconds(2);
        assertThat(find("new")).hasSize(1);
        for (int i = 0; i < 100; i++) {
            assertThat(find("made-up")).isEmpty();
        }
        assertThat(loads).hasValue(2);
    }

    @Test
    void oldKeysStayValidWhileTheirSourceIsAway() throws Exception {
        find("old");
        published = null;
        now = now.plus(Duration.ofDays(1));
        assertThat(find("old")).hasSize(1);
        await().untilAsserted(() -> assertThat(loads).hasValue(2));
        assertThat(find("old")).hasSize(1);
    }

    @Test
    void keysThatAreLoadedAheadAreThereForTheFirstCaller() throws Exception {
        assertThat(keys.preload()).isTrue();
        assertThat(find("old")).hasSize(1);
        assertThat(keys.preload()).isTrue();
        assertThat(loads).hasValue(1);
    }

    @Test
    void afterLoadingAheadFailedTheFirstCallerMayTryAtOnce() throws Exception {
        published = null;
        assertThat(keys.preload()).isFalse();
        published = OLD.published();
        assertThat(find("old")).hasSize(1);
    }

    @Test
    void loadingAheadIsRepeatedUntilThereAreKeys() throws Exception {
        published = null;
        BackgroundLoop atStart = KeysAtStart.loop(keys);
        atStart.start();
        await().untilAsserted(() -> assertThat(loads).hasValue(1));
        published = OLD.published();
        await().untilAsserted(() -> assertThat(loads).hasValue(2));
        atStart.stop();
        assertThat(find("old")).hasSize(1);
        assertThat(loads).hasValue(2);
    }

    @Test
    void withoutKeysTokensAreNeitherAcceptedNorRefused() {
        published = null;
        assertThatThrownBy(() -> find("old")).isInstanceOf(RemoteKeySourceException.class);
    }

    private List<JWK> find(String id) throws KeySourceException {
        return keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(id).build()), null);
    }

    private static Clock ticking(InstantSource source) {
        return source.withZone(ZoneOffset.UTC);
    }
}
