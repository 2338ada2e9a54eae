package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.holdfast.local.DatabaseKind;
import io.holdfast.local.MongodServer;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestIdentity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** Services and a database server that requires passwords. */
@ExtendWith(OutputCaptureExtension.class)
class DatabaseSecretsIT {

    private static final String WRONG = "not-the-password-4711";
    private static final String NEXT = "the-next-password-4712";

    @TempDir
    private static Path directory;

    private static MongodServer server;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void startServer() {
        DatabaseKind.Program program = DatabaseKind.program(System.getenv())
                .orElseGet(() -> Assumptions.abort("There is no mongod or documentdb that could ask for a password"));
        try (MongodServer open = program.start(directory, 0);
                MongoClient client = MongoClients.create(open.uri("admin"))) {
            for (Service service : Holdfast.topology().withDatabase()) {
                createUser(client.getDatabase(service.shortName()), service.shortName(), password(service));
            }
        }
        List<String> command = new ArrayList<>(program.command());
        command.add("--auth");
        server = MongodServer.start(command, directory, 0);
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WEB")
    void eachServiceSignsInWithItsOwnPassword(Service service, CapturedOutput output) throws Exception {
        try (ConfigurableApplicationContext context = start(service, service.shortName(), password(service))) {
            await().untilAsserted(
                            () -> assertThat(readiness(context).statusCode()).isEqualTo(200));
        }
        assertThat(output).doesNotContain(password(service));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WEB")
    void withAWrongPasswordItDoesNotServeAndLogsWhyWithoutThePassword(Service service, CapturedOutput output)
            throws Exception {
        assertThat(serves(service, uri(service, service.shortName(), WRONG))).isFalse();

        assertThat(output)
                .contains("Exception authenticating", "userName='%s'".formatted(service.shortName()))
                .doesNotContain(WRONG);
    }

    @Test
    void thePasswordOfAnotherServiceIsRefused() throws Exception {
        assertThat(serves(Service.PAYMENTS, uri(Service.PAYMENTS, "payments", password(Service.ORDERS))))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WEB")
    void withoutAPasswordItDoesNotServe(Service service) throws Exception {
        assertThat(serves(service, server.uri(service.shortName()))).isFalse();
    }

    /** As {@code docs/security.md} describes it: a second user is created, then the first is dropped. */
    @Test
    void aPasswordIsReplacedWithoutAnInterruption() throws Exception {
        ConfigurableApplicationContext before = start(Service.EVENTS, "events", password(Service.EVENTS));
        try (MongoClient operator = MongoClients.create(uri(Service.EVENTS, "events", password(Service.EVENTS)))) {
            createUser(operator.getDatabase("events"), "events-2", NEXT);
        }
        try (ConfigurableApplicationContext after = start(Service.EVENTS, "events-2", NEXT);
                MongoClient operator = MongoClients.create(uri(Service.EVENTS, "events-2", NEXT))) {
            await().untilAsserted(
                            () -> assertThat(readiness(before).statusCode()).isEqualTo(200));
            await().untilAsserted(
                            () -> assertThat(readiness(after).statusCode()).isEqualTo(200));
            before.close();
            MongoDatabase database = operator.getDatabase("events");
            database.runCommand(new Document("dropUser", "events"));

            assertThat(serves(Service.EVENTS, uri(Service.EVENTS, "events", password(Service.EVENTS))))
                    .isFalse();
            assertThat(readiness(after).statusCode()).isEqualTo(200);
            createUser(database, "events", password(Service.EVENTS));
        } finally {
            before.close();
        }
    }

    private ConfigurableApplicationContext start(Service service, String user, String password) {
        return start(service, uri(service, user, password));
    }

    private static String uri(Service service, String user, String password) {
        return server.uri(service.shortName()).replace("://", "://%s:%s@".formatted(user, password));
    }

    private static void createUser(MongoDatabase database, String name, String password) {
        database.runCommand(new Document("createUser", name)
                .append("pwd", password)
                .append("roles", List.of(new Document("role", "readWrite").append("db", database.getName()))));
    }

    private ConfigurableApplicationContext start(Service service, String uri) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.mongodb.uri=" + uri,
                "--logging.level.org.mongodb.driver=info",
                "--holdfast.web.jwks-uri=" + TestIdentity.shared().jwksUri()));
        TestBroker.shared().settings(service.shortName()).forEach(setting -> arguments.add("--" + setting));
        return service.application().properties(ServiceSettings.defaults()).run(arguments.toArray(String[]::new));
    }

    /** Whether the service starts and is ready. It may also fail to start, if the reason is the database. */
    private boolean serves(Service service, String uri) throws Exception {
        try (ConfigurableApplicationContext context = start(service, uri)) {
            HttpResponse<String> readiness = readiness(context);
            assertThat(readiness.body()).doesNotContain(WRONG);
            return readiness.statusCode() == 200;
        } catch (RuntimeException e) {
            assertThat(e).hasStackTraceContaining("com.mongodb.Mongo");
            return false;
        }
    }

    private HttpResponse<String> readiness(ConfigurableApplicationContext context) throws Exception {
        URI uri = URI.create("http://127.0.0.1:%s/actuator/health/readiness"
                .formatted(context.getEnvironment().getRequiredProperty("local.server.port")));
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String password(Service service) {
        return "known-to-%s-only".formatted(service.shortName());
    }
}
