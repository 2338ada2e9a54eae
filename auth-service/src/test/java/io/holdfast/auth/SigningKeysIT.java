package io.holdfast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.SignedJWT;
import io.holdfast.auth.AuthReplica.Answer;
import io.holdfast.messaging.Ids;
import java.text.ParseException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Replaced and withdrawn keys, on a database of their own: withdrawing a key signs all users out. */
class SigningKeysIT {

    private static final String PASSWORD = "correct horse";
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
            await().atMost(SOON).until(() -> kid(left.signIn(email, PASSWORD)).equals(newKid));
            assertThat(right.kids()).as("as soon as the new key signs").contains(oldKid, newKid);
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

    private static String kid(Answer signedIn) throws ParseException {
        return SignedJWT.parse(signedIn.token()).getHeader().getKeyID();
    }
}
