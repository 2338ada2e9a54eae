package io.holdfast.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.auth.AuthReplica.Answer;
import io.holdfast.messaging.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** How many accounts one address may create. */
class SignUpLimitIT {

    private static final String PASSWORD = "correct horse";

    @Test
    void anAddressMayCreateSoManyAccountsAndOthersAreNotAffected() throws Exception {
        try (AuthReplica replica = AuthReplica.start(
                "auth_" + Ids.random(),
                "--holdfast.auth.sign-ups.per-address=3",
                "--holdfast.auth.sign-ups.window=1h")) {
            List<Answer> answers = eightAtOnce(replica, "203.0.113.7");
            assertThat(answers).extracting(Answer::status).containsOnly(201, 429);
            assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(3);
            assertThat(answers).filteredOn(answer -> answer.status() == 429).allSatisfy(stopped -> {
                assertThat(stopped.code()).isEqualTo("rate-limited");
                assertThat(Integer.parseInt(stopped.header("Retry-After"))).isBetween(1, 3_600);
            });

            // Addresses that the client itself sends come before the one that the gateway adds, and are ignored.
            assertThat(signUp(replica, "198.51.100.1, 203.0.113.7").status()).isEqualTo(429);
            assertThat(signUp(replica, "198.51.100.1").status()).isEqualTo(201);
        }
    }

    @Test
    void requestsThatCreateNoAccountAreNotCounted() {
        try (AuthReplica replica = AuthReplica.start(
                "auth_" + Ids.random(),
                "--holdfast.auth.sign-ups.per-address=2",
                "--holdfast.auth.sign-ups.window=1h")) {
            String email = Ids.random() + "@example.org";
            String key = Ids.random();
            String[] headers = {"X-Forwarded-For", "203.0.113.7", "Idempotency-Key", key};
            assertThat(replica.signUp(email, PASSWORD, headers).status()).isEqualTo(201);
            for (int i = 0; i < 3; i++) {
                assertThat(replica.signUp(email, PASSWORD, headers).status()).isEqualTo(201);
                assertThat(replica.signUp(email, PASSWORD, "X-Forwarded-For", "203.0.113.7")
                                .status())
                        .isEqualTo(409);
                assertThat(replica.signUp(Ids.random() + "@example.org", "short", "X-Forwarded-For", "203.0.113.7")
                                .status())
                        .isEqualTo(400);
            }
            assertThat(signUp(replica, "203.0.113.7").status()).isEqualTo(201);
            assertThat(signUp(replica, "203.0.113.7").status()).isEqualTo(429);
        }
    }

    private static Answer signUp(AuthReplica replica, String address) {
        return replica.signUp(Ids.random() + "@example.org", PASSWORD, "X-Forwarded-For", address);
    }

    private static List<Answer> eightAtOnce(AuthReplica replica, String address) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> futures = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                futures.add(threads.submit(() -> signUp(replica, address)));
            }
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> future : futures) {
                answers.add(future.get());
            }
            return answers;
        }
    }
}
