package io.holdfast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import io.holdfast.auth.AuthReplica.Answer;
import io.holdfast.messaging.Ids;
import io.holdfast.testkit.TestDatabase;
import io.holdfast.web.CachedKeys;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The database goes away while users sign in. */
class DatabaseAwayIT {

    private static final String PASSWORD = "correct horse";

    @Test
    void answersUnavailableUntilTheDatabaseIsBack() throws Exception {
        TestDatabase database = TestDatabase.start();
        String email = Ids.random() + "@example.org";
        try (AuthReplica replica = AuthReplica.startOn(database.uri("auth"))) {
            String token = replica.signUp(email, PASSWORD).token();
            database.kill();
            for (Answer answer : List.of(
                    replica.signIn(email, PASSWORD),
                    replica.get("/api/users/currentuser", "Authorization", "Bearer " + token))) {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.code()).isEqualTo("unavailable");
                assertThat(answer.header("Retry-After")).isNotEmpty();
            }
            assertThat(replica.get("/.well-known/jwks.json").status()).isEqualTo(200);
            assertThat(replica.bean(CachedKeys.class).get(anyKey(), null))
                    .as("keys loaded before the first request")
                    .isNotEmpty();
            database.restart();
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
                assertThat(replica.signIn(email, PASSWORD).status()).isEqualTo(200);
                assertThat(replica.get("/api/users/currentuser", "Authorization", "Bearer " + token)
                                .status())
                        .isEqualTo(200);
            });
            assertThat(replica.currentUser(token).isNull()).isFalse();
        } finally {
            database.stop();
        }
    }

    private static JWKSelector anyKey() {
        return new JWKSelector(new JWKMatcher.Builder().build());
    }
}
