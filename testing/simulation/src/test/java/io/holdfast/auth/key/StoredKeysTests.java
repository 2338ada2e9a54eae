package io.holdfast.auth.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.holdfast.auth.AuthProperties;
import io.holdfast.auth.StoredAuth;
import io.holdfast.web.SessionTokens;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a key lives after a rotation: as long as anything that it signed. */
class StoredKeysTests {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Made once: it takes a while. */
    private static final KeyPair NEXT = SigningKey.pair();

    private final StoredAuth auth = new StoredAuth().withKey();
    private final KeyRing ring = auth.get(KeyRing.class);
    private final AuthProperties properties = auth.get(AuthProperties.class);
    private final String first = ring.signer().kid();

    private static List<String> kids(JWKSet keys) {
        return keys.getKeys().stream().map(JWK::getKeyID).toList();
    }

    @Test
    void aNewKeySignsOnceEveryVerifierHasIt() {
        String second = ring.rotate();

        assertThat(kids(ring.published())).containsExactly(first, second);
        assertThat(ring.signer().kid()).isEqualTo(first);

        auth.pass(properties.keys().publishAhead().minusSeconds(1));
        assertThat(ring.signer().kid()).isEqualTo(first);
        auth.pass(Duration.ofSeconds(5));
        assertThat(ring.signer().kid()).isEqualTo(second);
    }

    @Test
    void aRetiredKeyIsPublishedAsLongAsItsTokensAreTolerated() {
        rotate();

        auth.pass(properties.tokenTtl().plus(SessionTokens.CLOCK_SKEW));
        assertThat(kids(ring.published())).contains(first);

        auth.pass(MINUTE.multipliedBy(2));
        assertThat(kids(ring.published())).hasSize(1).doesNotContain(first);
    }

    @Test
    void aRetiredKeyRenewsTheSessionsThatItsTokensAreOf() {
        rotate();

        auth.pass(properties.sessionTtl().minus(MINUTE));
        ring.maintain();
        assertThat(kids(ring.all())).contains(first);

        auth.pass(MINUTE.multipliedBy(3));
        ring.maintain();
        assertThat(kids(ring.all())).doesNotContain(first);
        assertThat(ring.keys()).extracting(SigningKey::kid).doesNotContain(first);
    }

    @Test
    void aRetiredKeyCanSignNoMore() {
        rotate();
        ring.maintain();
        assertThat(ring.keys().getFirst().canSign()).isTrue();

        // Until every replica signs with the next one.
        auth.pass(MINUTE.multipliedBy(2));
        ring.maintain();

        assertThat(ring.keys().getFirst().kid()).isEqualTo(first);
        assertThat(ring.keys().getFirst().canSign()).isFalse();
    }

    @Test
    void aKeyIsReplacedWhenItIsOld() {
        auth.pass(properties.keys().rotateEvery());
        ring.maintain();
        assertThat(ring.keys()).hasSize(1);

        auth.pass(MINUTE);
        ring.maintain();
        assertThat(ring.keys()).hasSize(2);
    }

    /** Another replica replaces the first key, and the next one signs. */
    private void rotate() {
        SigningKey next = SigningKey.of(2, "second", NEXT, auth.get(KeyEncryption.class), auth.now(), auth.now());
        auth.get(SigningKeyStore.class).insert(next);
    }

    /** Another replica deletes it between the read and the write. */
    @Test
    void aPrivateHalfThatIsDeletedWhileItIsEncryptedStaysDeleted() {
        SigningKeyStore store = auth.get(SigningKeyStore.class);
        SigningKey read = store.findAll().getFirst();
        assertThat(read.privateKey()).isNotNull();
        store.deletePrivateHalf(read);

        store.seal(read, new SealedKey("newest", "key", "private half"));

        assertThat(store.findAll().getFirst().canSign()).isFalse();
    }

    @Test
    void aPrivateHalfThatIsDeletedWhileItIsEncryptedAgainStaysDeleted() {
        SigningKeyStore store = auth.get(SigningKeyStore.class);
        store.seal(store.findAll().getFirst(), new SealedKey("former", "key", "private half"));
        SigningKey read = store.findAll().getFirst();
        assertThat(read.sealed()).isNotNull();
        store.deletePrivateHalf(read);

        store.seal(read, new SealedKey("newest", "key", "private half"));

        assertThat(store.findAll().getFirst().canSign()).isFalse();
    }
}
