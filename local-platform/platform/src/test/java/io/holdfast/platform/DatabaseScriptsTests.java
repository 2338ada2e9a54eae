package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.local.Executables;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The scripts that make the users of databases in a cluster, run by Node.js on what MongoDB's shell would give them. */
class DatabaseScriptsTests {

    private static final String SHELL = """
            const users = JSON.parse(process.env.USERS);
            const sleep = () => {};
            const rs = { initiate() {} };
            const database = (name) => ({
              hello: () => ({ isWritablePrimary: true }),
              auth() {},
              getSiblingDB: database,
              getUser: (user) => (users.includes(name + "/" + user) ? {} : null),
              createUser({ user, roles }) {
                users.push(name + "/" + user);
                console.log(name + "/" + user + " " + roles.map((role) => role.role || role) + " ");
              },
            });
            const db = database("test");
            (() => {
            """;

    @Test
    void aNewDatabaseGetsTheUserOfItsService() throws IOException {
        assertThat(created("components/replica-set/set.js", "[]", ""))
                .containsExactly("admin/root root", "orders/orders readWrite");
        assertThat(created("base/databases/users.js", "[]", "")).containsExactly("orders/orders readWrite");
    }

    @Test
    void aUserThatAnotherReplacedIsNotMadeAgain() throws IOException {
        assertThat(created("components/replica-set/set.js", "[\"orders/orders-2\"]", "orders-2"))
                .containsExactly("admin/root root");
    }

    @Test
    void aNewDatabaseGetsTheUserThatTheSecretNames() throws IOException {
        assertThat(created("components/replica-set/set.js", "[]", "orders-2"))
                .containsExactly("admin/root root", "orders/orders-2 readWrite");
        assertThat(created("base/databases/users.js", "[]", "orders-2")).containsExactly("orders/orders-2 readWrite");
    }

    /** The users that a script creates, with their roles. */
    private static List<String> created(String script, String users, String named) throws IOException {
        String node = Executables.find("node")
                .orElseGet(() -> Assumptions.abort("There is no node on PATH to run the scripts"))
                .toString();
        String text = Files.readString(RunningHoldfast.checkout().resolve("infra/k8s/" + script));
        Map<String, String> environment = new HashMap<>(Map.of("DATABASE", "orders", "DATABASE_PASSWORD", "secret"));
        environment.put("DATABASE_USER", named);
        environment.put("USERS", users);
        return Shell.run(Duration.ofMinutes(1), environment, List.of(node, "-e", SHELL + text + "\n})();"))
                .expectSuccess()
                .text()
                .lines()
                .map(String::strip)
                .toList();
    }
}
