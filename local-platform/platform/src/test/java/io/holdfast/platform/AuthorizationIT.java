package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.messaging.Ids;
import io.holdfast.testkit.TestBroker;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real server with {@code infra/nats/authorization.conf} lets each service do what its code does, and nothing else. */
@SuppressWarnings("try")
class AuthorizationIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final TestBroker BROKER = TestBroker.shared();

    static List<String> services() {
        return RequiredPermissions.USERS;
    }

    @ParameterizedTest
    @MethodSource("services")
    void mayDoWhatItsCodeDoes(String user) throws Exception {
        RequiredPermissions required = RequiredPermissions.of(user);
        assertThat(required.publish()).as("what %s needs", user).hasSizeGreaterThan(8);
        try (User service = User.signIn(user)) {
            assertThat(service.refusedToPublish(required.publish()))
                    .as("what %s-service does, and infra/nats/authorization.conf does not let user %s do", user, user)
                    .isEmpty();
            assertThat(service.refusedToSubscribe(Set.of("_INBOX." + user + ".>")))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void mayNotDoWhatOnlyOthersDo(String user) throws Exception {
        Set<String> others = new LinkedHashSet<>();
        for (String other : RequiredPermissions.USERS) {
            others.addAll(RequiredPermissions.of(other).publish());
        }
        others.removeAll(RequiredPermissions.of(user).publish());
        assertThat(others).hasSizeGreaterThan(50);
        try (User service = User.signIn(user)) {
            assertThat(service.refusedToPublish(others))
                    .as("what user %s may not do", user)
                    .containsExactlyInAnyOrderElementsOf(others);
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void mayNotManageStreamsAndConsumers(String user) throws Exception {
        Set<String> subjects = new LinkedHashSet<>(Set.of(
                "$JS.API.STREAM.NAMES",
                "$JS.API.STREAM.LIST",
                "$JS.API.STREAM.CREATE.mine",
                "$JS.API.ACCOUNT.PURGE.$G",
                "$JS.API.META.LEADER.STEPDOWN",
                "$SYS.REQ.SERVER.PING",
                "$KV.mine.key",
                "other.subject"));
        for (String other : RequiredPermissions.USERS) {
            RequiredPermissions required = RequiredPermissions.of(other);
            for (String stream : required.streams()) {
                Stream.of("UPDATE", "DELETE", "PURGE", "SNAPSHOT", "RESTORE", "LEADER.STEPDOWN", "PEER.REMOVE")
                        .forEach(verb -> subjects.add("$JS.API.STREAM.%s.%s".formatted(verb, stream)));
                subjects.add("$JS.API.DIRECT.GET." + stream);
                subjects.add("$JS.API.DIRECT.GET.%s.%s.x".formatted(stream, stream));
                subjects.add("$JS.API.CONSUMER.NAMES." + stream);
                subjects.add("$JS.API.CONSUMER.LIST." + stream);
                subjects.add("$JS.API.CONSUMER.CREATE." + stream);
                subjects.add("$JS.API.CONSUMER.DURABLE.CREATE." + stream + ".mine");
            }
            for (String stream :
                    List.of("users", "events", "inventory", "orders", "payments", "expirations", "guests", "links")) {
                for (String consumer : required.durables(stream)) {
                    subjects.add("$JS.API.CONSUMER.DURABLE.CREATE." + stream + "." + consumer);
                    subjects.add("$JS.API.CONSUMER.PAUSE." + stream + "." + consumer);
                    subjects.add("$JS.API.CONSUMER.UNPIN." + stream + "." + consumer);
                    if (!other.equals(user)) {
                        subjects.add("$JS.API.CONSUMER.DELETE." + stream + "." + consumer);
                        subjects.add("$JS.API.CONSUMER.CREATE.%s.%s".formatted(stream, consumer));
                        subjects.add("$JS.API.CONSUMER.CREATE.%s.%s.%s.x".formatted(stream, consumer, stream));
                    }
                }
            }
        }
        // It makes room in its own streams.
        subjects.removeAll(RequiredPermissions.of(user).publish());
        try (User service = User.signIn(user)) {
            assertThat(service.refusedToPublish(subjects)).containsExactlyInAnyOrderElementsOf(subjects);
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void receivesNothingButItsOwnAnswers(String user) throws Exception {
        Set<String> subjects = new LinkedHashSet<>(Set.of(
                ">",
                "*",
                "*.>",
                "*.*.*",
                "_INBOX.>",
                "_INBOX.*.>",
                "_INBOX.operator.>",
                "_INBOX.x",
                "$JS.>",
                "$SYS.>"));
        for (String other : RequiredPermissions.USERS) {
            RequiredPermissions.of(other).streams().forEach(stream -> subjects.add(stream + ".>"));
            if (!other.equals(user)) {
                subjects.add("_INBOX." + other + ".>");
                subjects.add("_INBOX." + other + ".06f1.*");
            }
        }
        try (User service = User.signIn(user)) {
            assertThat(service.refusedToSubscribe(subjects)).containsExactlyInAnyOrderElementsOf(subjects);
        }
    }

    @Test
    void refusesConnectionsWithoutAPasswordOrWithThatOfAnotherUser() {
        assertThatThrownBy(() -> Nats.connect(BROKER.address())).isInstanceOf(AuthenticationException.class);
        assertThatThrownBy(() -> connect("orders", BROKER.password("payments"), new RefusedOperations()))
                .isInstanceOf(AuthenticationException.class);
    }

    /** The tests above look at subjects; this one at their effect on messages and consumers. */
    @Test
    void aConsumerDeliversNothingToAnotherService() throws Exception {
        TestBroker broker = TestBroker.start();
        try (Connection operator = TestBroker.connect(broker.url());
                Connection payments = Nats.connect(new Options.Builder()
                        .server(broker.address())
                        .userInfo("payments", broker.password("payments"))
                        .inboxPrefix("_INBOX.payments.")
                        .errorListener(new RefusedOperations())
                        .build())) {
            operator.jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("events")
                            .subjects("events.>")
                            .storageType(StorageType.File)
                            .build());
            operator.jetStreamManagement()
                    .addOrUpdateConsumer(
                            "events",
                            ConsumerConfiguration.builder()
                                    .durable("orders-catalogue")
                                    .filterSubject("events.>")
                                    .ackPolicy(AckPolicy.Explicit)
                                    .build());
            operator.jetStream().publish("events.published.x", new byte[0]);

            assertThatThrownBy(() -> payments.jetStream()
                            .subscribe(null, PullSubscribeOptions.fastBind("events", "orders-catalogue"))
                            .fetch(1, Duration.ofSeconds(1))
                            .getFirst())
                    .isInstanceOf(Exception.class);
            assertThatThrownBy(() -> payments.jetStreamManagement().deleteConsumer("events", "orders-catalogue"))
                    .isInstanceOf(java.io.IOException.class);
            assertThatThrownBy(() -> payments.jetStream().publish("events.published.y", new byte[0]))
                    .isInstanceOf(java.io.IOException.class);

            JetStreamSubscription orders =
                    operator.jetStream().subscribe(null, PullSubscribeOptions.bind("events", "orders-catalogue"));
            assertThat(orders.fetch(1, TIMEOUT)).singleElement().satisfies(message -> {
                assertThat(message.getSubject()).isEqualTo("events.published.x");
                assertThat(message.metaData().deliveredCount()).isEqualTo(1);
            });
            assertThat(orders.getConsumerInfo().getNumPending()).isZero();
        } finally {
            broker.stop();
        }
    }

    private static Connection connect(String user, String password, RefusedOperations refusals) throws Exception {
        return Nats.connect(new Options.Builder()
                .server(BROKER.address())
                .userInfo(user, password)
                .inboxPrefix("_INBOX." + user + ".")
                .errorListener(refusals)
                .build());
    }

    /** The connection of a service, and the subjects that the server refused it. */
    private record User(Connection connection, RefusedOperations refusals) implements AutoCloseable {

        static User signIn(String user) throws Exception {
            RefusedOperations refusals = new RefusedOperations();
            return new User(connect(user, BROKER.password(user), refusals), refusals);
        }

        /** Those of the subjects on which it may not publish. */
        List<String> refusedToPublish(Set<String> subjects) throws Exception {
            for (String subject : subjects) {
                connection.publish(subject, new byte[0]);
            }
            return refused(subjects);
        }

        List<String> refusedToSubscribe(Set<String> subjects) throws Exception {
            for (String subject : subjects) {
                connection.subscribe(subject);
            }
            return refused(subjects);
        }

        /** The server answers in order, and jnats reports in order: with the last refusal all others have been reported. */
        private List<String> refused(Set<String> subjects) throws Exception {
            String last = "$SYS.REQ.LAST." + Ids.random();
            connection.publish(last, new byte[0]);
            connection.flush(TIMEOUT);
            await().until(() -> refusals.subjects.contains(last));
            List<String> refused = new ArrayList<>(subjects);
            refused.retainAll(refusals.subjects);
            return refused;
        }

        @Override
        public void close() throws Exception {
            connection.close();
        }
    }

    private static final class RefusedOperations implements ErrorListener {

        private static final Pattern VIOLATION = Pattern.compile("(?i)permissions violation for \\w+ to \"(.*?)\".*");

        private final Set<String> subjects = ConcurrentHashMap.newKeySet();

        @Override
        public void errorOccurred(Connection connection, String error) {
            Matcher violation = VIOLATION.matcher(error);
            if (violation.matches()) {
                subjects.add(violation.group(1));
            }
        }
    }
}
