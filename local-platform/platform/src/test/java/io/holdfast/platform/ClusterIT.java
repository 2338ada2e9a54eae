package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.Shell.Output;
import io.holdfast.platform.Shop.Answer;
import io.holdfast.platform.Shop.Person;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import tools.jackson.databind.JsonNode;

/**
 * The manifests on a real Kubernetes, with images built from this checkout. All tests use one deployment, in order, since it takes a
 * minute until it is ready.
 */
@Tag("cluster")
@EnabledIf(
        value = "io.holdfast.platform.Cluster#isNamed",
        disabledReason =
                "No cluster: HOLDFAST_CLUSTER names no program that starts one, and HOLDFAST_KUBECONFIG none that runs")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {

    private static final List<String> SERVICES = List.of(
            "auth-service", "events-service", "orders-service", "payments-service", "expiration-service", "web-client");
    private static final List<String> DATABASES = List.of("auth", "events", "orders", "payments", "expiration");
    private static final int FIRST_FORWARD = 27_101;
    private static final Duration READY = Duration.ofMinutes(8);

    private static Cluster cluster;
    private static String ingress;
    private static Shop shop;

    @BeforeAll
    static void start() throws IOException {
        Cluster.buildImages();
        cluster = Cluster.start(Stream.iterate(FIRST_FORWARD, port -> port + 1)
                .limit(DATABASES.size() + 1)
                .toList());
        ingress = cluster.ingress();
        shop = new Shop(path -> URI.create(ingress + path));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @Order(1)
    void bothOverlaysAreAcceptedWholeAndWithoutAWarning() {
        cluster.kubectl("apply", "-k", "infra/k8s/base/namespace");
        for (String overlay : List.of("prod", "dev")) {
            Output output = cluster.kubectl("apply", "--dry-run=server", "-k", "infra/k8s/overlays/" + overlay);
            assertThat(output.text().lines())
                    .as(overlay)
                    .hasSizeGreaterThan(40)
                    .allMatch(line -> line.endsWith("(server dry run)"));
        }
    }

    @Test
    @Order(2)
    void theDevOverlayBecomesReady() {
        List<String> images = new ArrayList<>();
        SERVICES.forEach(service -> images.add("holdfast/%s:dev".formatted(service)));
        if (Cluster.isOurs()) {
            images.addAll(List.of("holdfast-local/documentdb:1", "holdfast-local/nats:1"));
        }
        cluster.load(images);
        cluster.kubectl("apply", "-k", Cluster.isOurs() ? "infra/stand-ins/dev" : "infra/k8s/overlays/dev");
        awaitReady();
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> shop.get(null, "/api/events").status() == 200);
    }

    @Test
    @Order(3)
    void theGoldenJourneyPassesThroughTheIngress() throws Exception {
        Person organizer = shop.signUp("organizer");
        Person buyer = shop.signUp("buyer");
        JsonNode event = shop.publish(organizer, "A concert on a cluster", Map.of("floor", 10), 2500);
        JsonNode order = awaitOrder(buyer, event);
        Answer paid = shop.pay(buyer, order.path("id").asString(), "tok_visa").expect(201);
        assertThat(paid.json().path("status").asString()).isEqualTo("CAPTURED");
        JsonNode tickets = shop.get(
                        buyer,
                        "/api/orders/%s/tickets".formatted(order.path("id").asString()))
                .expect(200)
                .json();
        assertThat(tickets.findValuesAsString("code")).hasSize(1);
        // Both are drawn with the fonts of the JDK, in an image that has no others.
        assertThat(shop.get(
                                buyer,
                                "/api/orders/%s/tickets.pdf"
                                        .formatted(order.path("id").asString()))
                        .expect(200)
                        .text())
                .startsWith("%PDF");
        shop.get(null, "/events/%s/card.png".formatted(event.path("id").asString()))
                .expect(200);
        assertThat(shop.get(null, "/").expect(200).text()).contains("<html");
        assertThat(firstOfStream(event)).contains("floor").contains("available");
    }

    @Test
    @Order(4)
    void onlyItsServiceReachesADatabaseAndOnlyServicesReachTheBroker() {
        // Those that are kept out wait for two seconds: some databases at once.
        assertThat(DATABASES.parallelStream().flatMap(ClusterIT::wrongReach)).isEmpty();
        assertThat(reaches("orders-service", "nats", 4222)).isTrue();
        assertThat(reaches("web-client", "nats", 4222)).isFalse();
    }

    @Test
    @Order(5)
    void aRollingUpdateOfEverythingDuringASaleRefusesNothing() throws Exception {
        JsonNode event = sale("Rolling");
        Person buyer = shop.signUp("steady");
        awaitOrder(buyer, event);
        Queue<String> refusals = new ConcurrentLinkedQueue<>();
        Queue<String> orders = new ConcurrentLinkedQueue<>();
        Thread buying = Thread.ofVirtual().start(() -> buyUntilInterrupted(buyer, event, orders, refusals));
        try {
            for (String service : SERVICES) {
                cluster.kubectl("rollout", "restart", "deployment/" + service);
                cluster.kubectl("rollout", "status", "deployment/" + service, "--timeout=180s");
            }
        } finally {
            buying.interrupt();
            buying.join();
        }
        assertThat(refusals).isEmpty();
        assertThat(orders).hasSizeGreaterThan(20);
        Awaitility.await()
                .untilAsserted(() -> assertThat(shop.orders(buyer))
                        .filteredOn(order -> orders.contains(order.path("id").asString()))
                        .hasSameSizeAs(orders)
                        .allMatch(order -> order.path("status").asString().equals("COMPLETED")));
    }

    @Test
    @Order(6)
    void theDeletionOfEveryPodDuringASaleLosesNothing() throws Exception {
        Rush rush = new Rush(shop, sale("Deleting"), 8);
        rush.startPatiently("deleting", Duration.ofMillis(500));
        try {
            for (int i = 0; i < SERVICES.size(); i++) {
                // A service together with the database of another one, and the last one with the broker.
                String server =
                        i < DATABASES.size() ? DATABASES.get((i + 1) % DATABASES.size()) + "-mongodb-0" : "nats-0";
                deleteTogether(podOf(SERVICES.get(i)), server);
                awaitReady();
            }
        } finally {
            rush.stop();
        }
        assertThat(rush.acknowledged).hasSizeGreaterThan(50);
        rush.assertNothingLost();
    }

    @Test
    @Order(7)
    void anOrderSurvivesTheDeathOfItsDatabase() throws Exception {
        Person buyer = shop.signUp("survivor");
        JsonNode order = awaitOrder(buyer, sale("Dying"));
        String died = uidOf("orders-mongodb-0");
        cluster.kubectl("delete", "pod", "orders-mongodb-0", "--grace-period=0", "--force");
        Awaitility.await()
                .atMost(READY)
                .ignoreExceptions()
                .until(() -> !uidOf("orders-mongodb-0").equals(died));
        awaitReady();
        String path = "/api/orders/" + order.path("id").asString();
        Awaitility.await().ignoreExceptions().until(() -> shop.get(buyer, path).status() == 200);
        shop.pay(buyer, order.path("id").asString(), "tok_visa").expect(201);
    }

    /** Its kernel still accepts connections, so that no probe notices: only the services' own time limits help. */
    @Test
    @Order(8)
    void aFrozenDatabaseDelaysOrdersAndLosesNone() throws Exception {
        Assumptions.assumeTrue(Cluster.isOurs(), "The first process of a pod cannot be stopped from inside it");
        JsonNode event = sale("Freezing");
        Person buyer = shop.signUp("frozen");
        awaitOrder(buyer, event);
        Rush rush = new Rush(shop, event, 4);
        rush.startPatiently("freezing", Duration.ofMillis(200));
        try {
            Awaitility.await().until(() -> rush.acknowledged.size() > 10);
            signalAll("orders-mongodb-0", "STOP");
            try {
                Awaitility.await().until(() -> shop.order(buyer, null, event, 0, 1), answer -> answer.status() == 503);
            } finally {
                signalAll("orders-mongodb-0", "CONT");
            }
            int before = rush.acknowledged.size();
            Awaitility.await().until(() -> rush.acknowledged.size() > before + 10);
        } finally {
            rush.stop();
        }
        rush.assertNothingLost();
    }

    @Test
    @Order(9)
    void aServiceThatIsCutOffFromTheBrokerSellsOnAndPublishesAfterwards() throws Exception {
        JsonNode event = sale("Cut off");
        Person buyer = shop.signUp("cutoff");
        awaitOrder(buyer, event);
        JsonNode order;
        String services = "[\"auth-service\",\"events-service\",\"payments-service\",\"expiration-service\"]";
        allowToBroker(services);
        try {
            Awaitility.await().until(() -> !reaches("orders-service", "nats", 4222));
            // Connections that are open go on, until the broker is another one.
            cluster.kubectl("delete", "pod", "nats-0", "--grace-period=1");
            awaitReady();
            order = awaitOrder(buyer, event);
            assertThat(shop.pay(buyer, order.path("id").asString(), "tok_visa").status())
                    .as("payments-service does not know the order")
                    .isIn(404, 503);
        } finally {
            allowToBroker(services.replace("]", ",\"orders-service\"]"));
        }
        String id = order.path("id").asString();
        Awaitility.await().until(() -> shop.pay(buyer, id, "tok_visa").status() == 201);
        shop.awaitStatus(buyer, id, "COMPLETED");
    }

    @Test
    @Order(10)
    void aPodThatLeavesItsMemoryLimitComesBack() {
        String pod = podOf("orders-service");
        // The kernel kills the process with the highest score, which must be the service.
        cluster.tryKubectl(
                "exec", pod, "--", "bash", "-c", "echo 1000 > /proc/1/oom_score_adj; head -c 1G /dev/zero | tail -n 1");
        Awaitility.await()
                .untilAsserted(() -> assertThat(cluster.kubectl(
                                        "get",
                                        "pod",
                                        pod,
                                        "-o",
                                        "jsonpath={.status.containerStatuses[0].lastState.terminated.reason}")
                                .text())
                        .isEqualTo("OOMKilled"));
        awaitReady();
    }

    @Test
    @Order(11)
    void theCheckFindsNothingInAnyDatabaseOrStream() throws IOException {
        awaitReady();
        List<String> command = new ArrayList<>(List.of("./holdfast", "check"));
        int inside = FIRST_FORWARD;
        for (String database : DATABASES) {
            int port = cluster.forward(database + "-mongodb-0", 27017, inside++);
            command.add("--%s-mongodb-uri=mongodb://%s:%s@127.0.0.1:%d/%s?authSource=%s&directConnection=true"
                    .formatted(
                            database,
                            database,
                            secret(database + "-service", "database-password"),
                            port,
                            database,
                            database));
        }
        command.add("--messaging-servers=nats://operator:%s@127.0.0.1:%d"
                .formatted(secret("operator", "broker-password"), cluster.forward("nats-0", 4222, inside)));
        Awaitility.await().untilAsserted(() -> {
            Output output = Shell.run(Duration.ofMinutes(2), Map.of(), command).expectSuccess();
            assertThat(output.text()).contains("All is well", "in flight: 0");
        });
    }

    /** Waits until everything is ready. kubectl watches for it: polling would take processor time from the cluster. */
    private static void awaitReady() {
        cluster.kubectl(
                "wait",
                "statefulset,deployment",
                "--all",
                "--for=jsonpath={.status.readyReplicas}=1",
                "--timeout=%ds".formatted(READY.toSeconds()));
    }

    private static void deleteTogether(String servicePod, String serverPod) {
        cluster.kubectl("delete", "pod", servicePod, "--grace-period=30", "--wait=false");
        cluster.kubectl("delete", "pod", serverPod, "--grace-period=1");
        cluster.kubectl("wait", "--for=delete", "pod/" + servicePod, "--timeout=%ds".formatted(READY.toSeconds()));
    }

    /** The name of the pod of a service, once those that an update replaced are gone. */
    private static String podOf(String service) {
        return Awaitility.await()
                .until(
                        () -> List.of(cluster.kubectl(
                                        "get",
                                        "pods",
                                        "--selector=app.kubernetes.io/name=" + service,
                                        "-o",
                                        "jsonpath={.items[*].metadata.name}")
                                .text()
                                .split(" ")),
                        pods -> pods.size() == 1 && !pods.getFirst().isEmpty())
                .getFirst();
    }

    /** Sends a signal to all processes of a pod but its first one. */
    private static void signalAll(String pod, String signal) {
        cluster.kubectl("exec", pod, "--", "bash", "-c", "kill -%s -1".formatted(signal));
    }

    /** Lets these services connect to the broker, and no others. */
    private static void allowToBroker(String services) {
        cluster.kubectl(
                "patch",
                "networkpolicy",
                "nats-from-services",
                "--type=json",
                "--patch",
                "[{\"op\":\"replace\",\"path\":\"/spec/ingress/0/from/0/podSelector/matchExpressions/0/values\",\"value\":%s}]"
                        .formatted(services));
    }

    private static String uidOf(String pod) {
        return cluster.kubectl("get", "pod", pod, "-o", "jsonpath={.metadata.uid}")
                .text();
    }

    /** What a database lets in and should not, or keeps out and should not. */
    private static Stream<String> wrongReach(String database) {
        String host = database + "-mongodb";
        String other = database.equals("auth") ? "orders" : "auth";
        List<String> wrong = new ArrayList<>();
        if (!reaches(database + "-service", host, 27017)) {
            wrong.add("its own service does not reach " + host);
        }
        for (String stranger : List.of("web-client", other + "-service")) {
            if (reaches(stranger, host, 27017)) {
                wrong.add("%s reaches %s".formatted(stranger, host));
            }
        }
        return wrong.stream();
    }

    private static boolean reaches(String service, String host, int port) {
        return cluster.tryKubectl(
                                "exec",
                                "deployment/" + service,
                                "--",
                                "timeout",
                                "2",
                                "bash",
                                "-c",
                                "exec 3<>/dev/tcp/%s/%d".formatted(host, port))
                        .code()
                == 0;
    }

    private static String secret(String name, String key) {
        String names = cluster.kubectl("get", "secrets", "-o", "jsonpath={.items[*].metadata.name}")
                .text();
        String secret = Stream.of(names.split(" "))
                .filter(full -> full.startsWith(name))
                .findFirst()
                .orElseThrow();
        String encoded = cluster.kubectl("get", "secret", secret, "-o", "jsonpath={.data.%s}".formatted(key))
                .text();
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    private static JsonNode sale(String name) throws IOException, InterruptedException {
        return shop.publish(shop.signUp("organizer"), name, Map.of("floor", 50_000), 1500);
    }

    /** An event is on sale a moment after it was published. */
    private static JsonNode awaitOrder(Person buyer, JsonNode event) {
        return Awaitility.await()
                .until(() -> shop.order(buyer, null, event, 0, 1), answer -> answer.status() == 201)
                .json();
    }

    private static void buyUntilInterrupted(
            Person buyer, JsonNode event, Queue<String> orders, Queue<String> refusals) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Answer order = shop.order(buyer, null, event, 0, 1);
                if (order.status() != 201) {
                    refusals.add(order.text());
                    continue;
                }
                String id = order.json().path("id").asString();
                orders.add(id);
                Answer paid = shop.pay(buyer, id, "tok_visa");
                if (paid.status() >= 400) {
                    refusals.add(paid.text());
                }
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (IOException e) {
                refusals.add(e.toString());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static String firstOfStream(JsonNode event) throws IOException {
        URLConnection connection = URI.create("%s/api/events/%s/availability/stream"
                        .formatted(ingress, event.path("id").asString()))
                .toURL()
                .openConnection();
        connection.setReadTimeout(10_000);
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            while (line != null && !line.startsWith("data:")) {
                line = reader.readLine();
            }
            return String.valueOf(line);
        }
    }
}
