package io.holdfast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.auth.AuthReplica.Answer;
import io.holdfast.messaging.Ids;
import io.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The database goes away while people sign in. */
class DatabaseAwayIT {

    private static final String PASSWORD = "correct horse";

    @Test
    void withoutItsDatabaseItSaysToComeBackLater() {
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
            database.restart();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(replica.signIn(email, PASSWORD).status()).isEqualTo(200));
            assertThat(replica.currentUser(token).isNull()).isFalse();
        } finally {
            database.stop();
        }
    }
}
