package io.holdfast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.SignedJWT;
import io.holdfast.messaging.Ids;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Keys that change, on a database of their own: withdrawing one signs everybody out. */
class SigningKeysIT {

    private static final String PASSWORD = "correct horse";

    @Test
    void replicasAgreeOnKeysThatChange() throws Exception {
        String database = "auth_keys_" + Ids.random();
        String soon = "--holdfast.auth.keys.publish-ahead=8s";
        try (AuthReplica left = AuthReplica.start(database, soon);
                AuthReplica right = AuthReplica.start(database, soon)) {
            assertThat(left.kids()).hasSize(1).isEqualTo(right.kids());
            String email = Ids.random() + "@example.org";
            String old = left.signUp(email, PASSWORD).token();
            String oldKid = SignedJWT.parse(old).getHeader().getKeyID();
            assertThat(SignedJWT.parse(old).getHeader().getAlgorithm().getName())
                    .isEqualTo("PS256");

            String newKid =
                    left.post("/actuator/signingkeys", "{}").json().get("kid").asString();
            assertThat(newKid).isNotEqualTo(oldKid);
            await().atMost(Duration.ofSeconds(8))
                    .untilAsserted(() -> assertThat(right.kids()).contains(oldKid, newKid));
            await().untilAsserted(() -> assertThat(
                            SignedJWT.parse(right.signIn(email, PASSWORD).token())
                                    .getHeader()
                                    .getKeyID())
                    .isEqualTo(newKid));
            assertThat(right.currentUser(old).isNull())
                    .as("signed with the old key")
                    .isFalse();
            assertThat(left.kids()).contains(oldKid);

            assertThat(left.delete("/actuator/signingkeys/" + oldKid).status()).isEqualTo(200);
            assertThat(left.kids()).doesNotContain(oldKid);
            assertThat(left.currentUser(old).isNull()).isTrue();
            assertThat(left.delete("/actuator/signingkeys/" + oldKid).status()).isEqualTo(204);
            await("the other replica knows it, too")
                    .untilAsserted(
                            () -> assertThat(right.currentUser(old).isNull()).isTrue());
        }
    }
}
