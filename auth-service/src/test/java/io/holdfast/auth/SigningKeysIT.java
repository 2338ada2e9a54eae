package io.holdfast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.SignedJWT;
import io.holdfast.auth.AuthReplica.Answer;
import io.holdfast.messaging.Ids;
import java.text.ParseException;
import java.time.Duration;
import java.util.Objects;
import org.bson.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoOperations;

/** Replaced and withdrawn keys, on a database of their own: withdrawing a key signs all users out. */
class SigningKeysIT {

    private static final String PASSWORD = "correct horse";
    private static final String KEYS = "--holdfast.auth.key-encryption.keys=";
    private static final String FIRST = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final String SECOND = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
    private static final Duration SOON = Duration.ofMinutes(1);

    @Test
    void replicasPublishANewKeyBeforeItSignsAndRefuseAWithdrawnOne() throws Exception {
        String database = "auth_keys_" + Ids.random();
        String publishAhead = "--holdfast.auth.keys.publish-ahead=8s";
        try (AuthReplica left = AuthReplica.start(database, publishAhead);
                AuthReplica right = AuthReplica.start(database, publishAhead)) {
            assertThat(left.kids()).hasSize(1).isEqualTo(right.kids());
            String email = Ids.random() + "@example.org";
            String old = left.signUp(email, PASSWORD).token();
            String oldKid = SignedJWT.parse(old).getHeader().getKeyID();
            assertThat(SignedJWT.parse(old).getHeader().getAlgorithm().getName())
                    .isEqualTo("PS256");

            String newKid =
                    left.post("/actuator/signingkeys", "{}").json().get("kid").asString();
            assertThat(newKid).isNotEqualTo(oldKid);
            // Before the new key signs, unless the machine is too busy for the time that it is published ahead.
            await().atMost(SOON).untilAsserted(() -> assertThat(right.kids()).contains(oldKid, newKid));
            await().atMost(SOON).until(() -> kid(left.signIn(email, PASSWORD)).equals(newKid));
            await().atMost(SOON).until(() -> kid(right.signIn(email, PASSWORD)).equals(newKid));
            assertThat(right.currentUser(old).isNull())
                    .as("signed with the old key")
                    .isFalse();
            assertThat(left.kids()).contains(oldKid);

            assertThat(left.delete("/actuator/signingkeys/" + oldKid).status()).isEqualTo(200);
            assertThat(left.kids()).doesNotContain(oldKid);
            assertThat(left.currentUser(old).isNull()).isTrue();
            assertThat(left.delete("/actuator/signingkeys/" + oldKid).status()).isEqualTo(204);
            await("the other replica knows it, too")
                    .atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(right.currentUser(old).isNull()).isTrue());
        }
    }

    @Test
    @Tag("storage")
    void privateKeysAreEncryptedAlsoThoseFromBeforeAndUnderTheNewestKey() throws Exception {
        String database = "auth_keys_" + Ids.random();
        String email = Ids.random() + "@example.org";
        String token;
        String kid;
        try (AuthReplica before = AuthReplica.start(database)) {
            token = before.signUp(email, PASSWORD).token();
            kid = before.kids().getFirst();
            assertThat(stored(before, kid).getString("privateKey")).isNotEmpty();
        }
        try (AuthReplica encrypting = AuthReplica.start(database, KEYS + FIRST)) {
            Document key = stored(encrypting, kid);
            assertThat(key.get("privateKey")).isNull();
            assertThat(key.toString()).doesNotContain(FIRST);
            assertThat(encrypting.currentUser(token).isNull()).isFalse();
            assertThat(kid(encrypting.signIn(email, PASSWORD))).isEqualTo(kid);
            String rotated = encrypting
                    .post("/actuator/signingkeys", "{}")
                    .json()
                    .get("kid")
                    .asString();
            assertThat(stored(encrypting, rotated).get("privateKey")).isNull();
        }
        try (AuthReplica rotated = AuthReplica.start(database, KEYS + SECOND + "," + FIRST)) {
            assertThat(rotated.signIn(email, PASSWORD).status()).isEqualTo(200);
        }
        try (AuthReplica withoutTheFirst = AuthReplica.start(database, KEYS + SECOND)) {
            assertThat(withoutTheFirst.signIn(email, PASSWORD).status()).isEqualTo(200);
            assertThat(withoutTheFirst.currentUser(token).isNull()).isFalse();
        }
        assertThatThrownBy(() -> AuthReplica.start(database, KEYS + FIRST).close())
                .as("another key than they are encrypted with")
                .hasStackTraceContaining("is not in holdfast.auth.key-encryption");
    }

    @Test
    void thereIsNoProductionWithoutAnEncryptionKey() {
        String database = "auth_keys_" + Ids.random();
        String[] production = {"--holdfast.web.secure-cookies=true", "--holdfast.auth.hashing.memory=19MB"};
        assertThatThrownBy(() -> AuthReplica.start(database, production).close())
                .hasStackTraceContaining("HOLDFAST_AUTH_KEYENCRYPTION_KEYS");
        AuthReplica.start(database, production[0], production[1], KEYS + FIRST).close();
    }

    private static Document stored(AuthReplica replica, String kid) {
        return Objects.requireNonNull(replica.bean(MongoOperations.class)
                .getCollection("signing_keys")
                .find(new Document("kid", kid))
                .first());
    }

    private static String kid(Answer signedIn) throws ParseException {
        return SignedJWT.parse(signedIn.token()).getHeader().getKeyID();
    }
}
