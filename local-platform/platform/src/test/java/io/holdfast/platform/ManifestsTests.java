package io.holdfast.platform;

import static io.holdfast.platform.Manifests.at;
import static io.holdfast.platform.Manifests.list;
import static io.holdfast.platform.Manifests.map;
import static io.holdfast.platform.Manifests.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.ConnectionString;
import io.holdfast.contracts.Subjects;
import io.holdfast.messaging.MessagingProperties;
import io.holdfast.platform.Manifests.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySourcesPropertyResolver;
import org.springframework.util.unit.DataSize;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What can be tested of the overlays without a cluster. {@link ClusterIT} tests them on one. */
class ManifestsTests {

    private static Manifests dev;
    private static Manifests prod;

    @BeforeAll
    static void render() {
        assumeTrue(Manifests.canRender(), "There is no kubectl on PATH to render the overlays with");
        dev = Manifests.render("dev");
        prod = Manifests.render("prod");
    }

    @Test
    void imagesAreNamedByVersion() {
        inBoth(manifests -> forEachContainer(
                manifests,
                (workload, container) -> assertThat(String.valueOf(container.get("image")))
                        .as(workload.name())
                        .matches(".+:.+")
                        .doesNotEndWith(":latest")));
        // Images that were built for trying out must not run in prod because no others were named.
        forEachContainer(
                prod,
                (workload, container) -> assertThat(String.valueOf(container.get("image")))
                        .as(workload.name())
                        .doesNotEndWith(":dev"));
    }

    @Test
    void everyContainerHasRequestsAndLimits() {
        inBoth(manifests -> forEachContainer(manifests, (workload, container) -> {
            for (String kind : List.of("requests", "limits")) {
                assertThat(map(at(container, "resources", kind)))
                        .as("%s of %s/%s", kind, workload.name(), container.get("name"))
                        .containsOnlyKeys("cpu", "memory");
            }
        }));
    }

    @Test
    void everyContainerHasARestrictedSecurityContext() {
        inBoth(manifests -> {
            forEachContainer(manifests, (workload, container) -> {
                assertThat(at(container, "securityContext", "readOnlyRootFilesystem"))
                        .as(workload.name())
                        .isEqualTo(true);
                assertThat(at(container, "securityContext", "allowPrivilegeEscalation"))
                        .as(workload.name())
                        .isEqualTo(false);
            });
            assertThat(manifests.workloads())
                    .allSatisfy(workload -> assertThat(at(workload.pod(), "spec", "automountServiceAccountToken"))
                            .isEqualTo(false));
        });
    }

    @Test
    void everyServiceSelectsPodsThatHaveItsPorts() {
        inBoth(manifests -> assertThat(manifests.of("Service")).isNotEmpty().allSatisfy(service -> {
            List<Workload> selected = manifests.selectedBy(Map.of("matchLabels", map(at(service, "spec", "selector"))));
            assertThat(selected).as(name(service)).hasSize(1);
            for (Map<?, ?> port : list(at(service, "spec", "ports"))) {
                assertThat(selected.getFirst().ports())
                        .as(name(service))
                        .contains(String.valueOf(port.get("targetPort")));
            }
        }));
    }

    /** A stream reserves its bound at the broker: without room for all of them, the last ones are not made. */
    @Test
    void brokerHasRoomForAllStreams() {
        long streams = Subjects.all().stream().map(Subjects::stream).distinct().count();
        inBoth(manifests -> {
            List<String> bounds = settings(manifests, "HOLDFAST_MESSAGING_STREAMBYTES");
            DataSize bound = DataSize.parse(bounds.isEmpty() ? MessagingProperties.STREAM_BYTES : bounds.getFirst());
            DataSize store = DataSize.parse(settings(manifests, "STORE").getFirst());
            assertThat(streams * bound.toBytes() + 5 * MessagingProperties.DEAD_LETTER_BYTES.toBytes())
                    .as("%d streams of %s, and five of dead letters, in %s", streams, bound, store)
                    .isLessThan(store.toBytes());
        });
    }

    private static List<String> settings(Manifests manifests, String name) {
        List<String> values = new ArrayList<>();
        forEachContainer(
                manifests,
                (workload, container) -> list(container.get("env")).stream()
                        .filter(variable -> name.equals(variable.get("name")))
                        .forEach(variable -> values.add(String.valueOf(variable.get("value")))));
        return values;
    }

    @Test
    void everyReferencedSettingExists() {
        // In prod the operator creates the secrets.
        Set<String> maps = dev.of("ConfigMap").stream().map(Manifests::name).collect(Collectors.toSet());
        Set<String> secrets = dev.of("Secret").stream().map(Manifests::name).collect(Collectors.toSet());
        forEachContainer(dev, (workload, container) -> {
            for (Map<?, ?> variable : list(container.get("env"))) {
                if (at(variable, "valueFrom", "secretKeyRef") != null) {
                    assertThat(secrets)
                            .as("%s of %s", variable.get("name"), workload.name())
                            .contains(String.valueOf(at(variable, "valueFrom", "secretKeyRef", "name")));
                }
            }
            for (Map<?, ?> source : list(container.get("envFrom"))) {
                assertThat(maps).contains(String.valueOf(at(source, "configMapRef", "name")));
            }
        });
    }

    /** Otherwise ingress-nginx answers with a certificate of its own, and without TLS. */
    @Test
    void theCertificateIsForTheHostOfTheRules() {
        List<Object> hosts = new ArrayList<>();
        List<Object> certified = new ArrayList<>();
        for (Map<?, ?> ingress : prod.of("Ingress")) {
            list(at(ingress, "spec", "rules")).forEach(rule -> hosts.add(rule.get("host")));
            list(at(ingress, "spec", "tls")).forEach(tls -> certified.addAll((List<?>) tls.get("hosts")));
        }
        assertThat(hosts).isNotEmpty().doesNotContainNull().isEqualTo(certified);
    }

    /** Whatever serves HTTP does so by TLS in prod, with a certificate from a secret, and is probed that way; in dev it does not. */
    @Test
    void everyServiceServesByTlsInProd() {
        assertThat(serving(prod)).hasSameSizeAs(serving(dev)).hasSizeGreaterThanOrEqualTo(6);
        for (Workload workload : serving(prod)) {
            Map<?, ?> container = workload.containers().getFirst();
            Map<String, String> settings = settings(prod, container);
            String bundle = settings.get("SERVER_SSL_BUNDLE");
            for (String file : List.of("KEYSTORE_CERTIFICATE", "KEYSTORE_PRIVATEKEY", "TRUSTSTORE_CERTIFICATE")) {
                assertThat(secretOf(workload, settings.get(pemOf(bundle) + file)))
                        .as("%s of %s", file, workload.name())
                        .isEqualTo("inside-services");
            }
            assertThat(settings).as(workload.name()).containsEntry(pemOf(bundle) + "RELOADONUPDATE", "true");
            assertThat(probeSchemes(container)).as(workload.name()).hasSize(3).containsOnly("HTTPS");
            for (Map<?, ?> port : portsOf(prod, workload)) {
                assertThat(port.get("port")).as(workload.name()).isEqualTo(443);
                assertThat(port.get("appProtocol")).as(workload.name()).isEqualTo("https");
            }
        }
        for (Workload workload : serving(dev)) {
            Map<?, ?> container = workload.containers().getFirst();
            assertThat(settings(dev, container)).doesNotContainKey("SERVER_SSL_BUNDLE");
            assertThat(probeSchemes(container)).containsOnly("none");
        }
    }

    /** Every address of a service that a service has in dev, it has in prod with TLS, and with the authorities to verify it by. */
    @Test
    void everyServiceIsCalledByTlsInProd() {
        Set<String> names = serving(dev).stream().map(Workload::name).collect(Collectors.toSet());
        Set<String> calls = new TreeSet<>();
        for (Workload workload : serving(prod)) {
            Map<String, String> plain = settings(dev, containerOf(dev, workload.name()));
            Map<String, String> encrypted = settings(prod, workload.containers().getFirst());
            plain.forEach((setting, address) -> {
                Matcher service = Pattern.compile("http://([\\w-]+)(/.*)?").matcher(address);
                if (!service.matches()) {
                    return;
                }
                assertThat(names).as(setting).contains(service.group(1));
                assertThat(encrypted).containsEntry(setting, address.replace("http://", "https://"));
                String client = setting.startsWith("HOLDFAST_WEBCLIENT_") ? "WEBCLIENT" : "WEB";
                String bundle = encrypted.get("HOLDFAST_%s_TLSBUNDLE".formatted(client));
                assertThat(secretOf(workload, encrypted.get(pemOf(bundle) + "TRUSTSTORE_CERTIFICATE")))
                        .as(setting)
                        .isNotNull();
                calls.add(setting);
            });
            assertThat(encrypted.values()).noneMatch(value -> value.startsWith("http:"));
        }
        assertThat(calls).hasSizeGreaterThanOrEqualTo(7);
    }

    /** Each pod by the one of Prometheus' two jobs that fits how it serves, known by the name that its certificate has. */
    @Test
    void prometheusScrapesByTlsWhatServesByIt() throws IOException {
        Map<?, ?> plain = scrapeJob("prometheus-kubernetes.yml");
        Map<?, ?> encrypted = scrapeJob("prometheus-kubernetes-tls.yml");
        assertThat(encrypted.get("scheme")).isEqualTo("https");
        assertThat(prod.of("Ingress"))
                .extracting(
                        ingress -> at(ingress, "metadata", "annotations", "nginx.ingress.kubernetes.io/proxy-ssl-name"))
                .containsOnly(at(encrypted, "tls_config", "server_name"));
        for (Workload workload : serving(prod)) {
            assertThat(isScraped(workload, plain)).as(workload.name()).isFalse();
            assertThat(isScraped(workload, encrypted)).as(workload.name()).isTrue();
        }
        for (Workload workload : serving(dev)) {
            assertThat(isScraped(workload, plain)).as(workload.name()).isTrue();
            assertThat(isScraped(workload, encrypted)).as(workload.name()).isFalse();
        }
    }

    /** The hosts that services, nodes and members connect to, and those that who looks after them does by a forwarded port. */
    @Test
    void theDocumentedCertificatesNameEveryHost() throws IOException {
        List<String> inside = documentedNames("inside");
        Set<String> hosts = new TreeSet<>();
        forEachContainer(prod, (workload, container) -> {
            Map<String, String> settings = settings(prod, container);
            Pattern.compile("(?:nats://|@)([\\w.-]+)")
                    .matcher(settings.getOrDefault("HOLDFAST_MESSAGING_SERVERS", "") + " "
                            + settings.getOrDefault("SPRING_MONGODB_URI", ""))
                    .results()
                    .forEach(server -> hosts.add(server.group(1)));
            if (workload.name().endsWith("-mongodb")) {
                // As set.js makes them.
                hosts.add("%s-0.%s.holdfast.svc".formatted(workload.name(), workload.name()));
            }
        });
        assertThat(hosts).hasSizeGreaterThanOrEqualTo(13);
        for (String page : List.of("kubernetes.md", "operations.md")) {
            Set<String> called = Pattern.compile("tls://(?:[^\"@\n]*@)?([\\w.-]+):\\d+")
                    .matcher(page(page))
                    .results()
                    .map(address -> address.group(1))
                    .collect(Collectors.toSet());
            assertThat(called).as(page).isNotEmpty();
            hosts.addAll(called);
        }
        assertThat(hosts).allSatisfy(host -> assertThat(inside).anyMatch(name -> covers(name, host)));

        Set<String> services =
                serving(prod).stream().map(Workload::name).collect(Collectors.toCollection(TreeSet::new));
        services.add("services");
        assertThat(documentedNames("inside-services")).containsExactlyInAnyOrderElementsOf(services);
    }

    /** Those that cert-manager makes have the names of the others, and where they are read at the start only, they last. */
    @Test
    void theCertificatesByCertManagerAreTheSame() throws IOException {
        Map<Object, Map<?, ?>> certificates = new HashMap<>();
        Matcher block = Pattern.compile("(?s)<<'YAML'\n(.*?)\n +YAML\n").matcher(page("kubernetes.md"));
        while (block.find()) {
            for (Object document : new Yaml(new SafeConstructor(new LoaderOptions()))
                    .loadAll(block.group(1).replaceAll("(?m)^ {4}", ""))) {
                if ("Certificate".equals(at(document, "kind"))) {
                    certificates.put(at(document, "spec", "secretName"), map(at(document, "spec")));
                }
            }
        }
        for (String secret : List.of("inside", "inside-services")) {
            assertThat(certificates.get(secret)).as(secret).isNotNull();
            assertThat(at(certificates.get(secret), "dnsNames")).as(secret).isEqualTo(documentedNames(secret));
        }
        assertThat(at(certificates.get("inside"), "duration")).isEqualTo("8760h");
    }

    /** By RFC 6125: a star is one label. */
    private static boolean covers(String certified, String host) {
        return certified.equals(host)
                || certified.startsWith("*.") && certified.substring(1).equals(host.replaceFirst("^[^.]+", ""));
    }

    /** The names in the certificate of a secret, as the shell makes them of what the page says. */
    private static List<String> documentedNames(String secret) throws IOException {
        Matcher names =
                Pattern.compile("(?m)^ +certify %s (\".*\")$".formatted(secret)).matcher(page("kubernetes.md"));
        assertThat(names.find()).as(secret).isTrue();
        return Stream.of(Shell.run(Duration.ofMinutes(1), Map.of(), List.of("sh", "-c", "printf %s " + names.group(1)))
                        .expectSuccess()
                        .text()
                        .split(","))
                .map(name -> name.replaceFirst("^DNS:", ""))
                .toList();
    }

    /** The commands of the page, with a cluster that answers as one of prod does, and then as one of dev. */
    @Test
    void aClusterIsCheckedByItsBrokersProtocolAndTheUsersOfItsSecrets(@TempDir Path directory) throws IOException {
        Matcher block = Pattern.compile("(?s)\n( +password\\(\\) .*?) +kill \\$forwards\n")
                .matcher(page("kubernetes.md"));
        assertThat(block.find()).isTrue();
        program(directory.resolve("holdfast"), "printf '%s\\n' \"$@\"");
        program(directory.resolve("kubectl"), """
                case "$*" in
                    port-forward*) exit 0 ;;
                    'get secret -o name') printf 'secret/%s\\n' operator orders-service auth-service events-service payments-service expiration-service ;;
                    'get secret inside'*) [ -n "$TLS" ] && printf authority | base64 ;;
                    *orders-service*database-user*) printf orders-2 | base64 ;;
                    *database-user*) ;;
                    *) printf secret | base64 ;;
                esac
                """);
        program(directory.resolve("sleep"), "");
        assertThat(arguments(directory, block.group(1), "yes"))
                .contains(
                        "--messaging-servers=tls://operator:secret@localhost:4422",
                        "--tls-authorities",
                        directory.toRealPath().resolve("ca.crt").toString())
                .anyMatch(argument -> argument.startsWith("--orders-mongodb-uri=mongodb://orders-2:secret@127.0.0.1:"))
                .anyMatch(argument -> argument.startsWith("--auth-mongodb-uri=mongodb://auth:secret@127.0.0.1:"));
        assertThat(directory.resolve("ca.crt")).hasContent("authority");
        assertThat(arguments(directory, block.group(1), ""))
                .contains("--messaging-servers=nats://operator:secret@127.0.0.1:4422")
                .doesNotContain("--tls-authorities");
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static List<String> arguments(Path directory, String commands, String tls) {
        return Shell.run(
                        Duration.ofMinutes(1),
                        directory,
                        Map.of("PATH", directory + ":" + System.getenv("PATH"), "TLS", tls),
                        List.of("sh", "-c", commands))
                .expectSuccess()
                .text()
                .lines()
                .toList();
    }

    private static String page(String name) throws IOException {
        return Files.readString(RunningHoldfast.checkout().resolve("docs").resolve(name));
    }

    private static Map<?, ?> scrapeJob(String file) throws IOException {
        String text = Files.readString(RunningHoldfast.checkout().resolve("infra/observability/" + file));
        Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        return list(at(read, "scrape_configs")).getFirst();
    }

    /** By the rules of a job that keep or drop a pod. */
    private static boolean isScraped(Workload workload, Map<?, ?> job) {
        Map<String, String> labels = new HashMap<>(Map.of("__meta_kubernetes_pod_container_port_name", "http"));
        map(at(workload.pod(), "metadata", "labels"))
                .forEach((name, value) -> labels.put("__meta_kubernetes_pod_label_" + labelName(name), "" + value));
        map(at(workload.pod(), "metadata", "annotations"))
                .forEach(
                        (name, value) -> labels.put("__meta_kubernetes_pod_annotation_" + labelName(name), "" + value));
        return list(job.get("relabel_configs")).stream()
                .filter(rule -> rule.containsKey("action"))
                .allMatch(rule -> {
                    String label =
                            labels.getOrDefault(String.valueOf(names(rule).getFirst()), "");
                    return label.matches(String.valueOf(rule.get("regex")))
                            == rule.get("action").equals("keep");
                });
    }

    private static List<?> names(Map<?, ?> rule) {
        return (List<?>) Objects.requireNonNull(rule.get("source_labels"));
    }

    private static String labelName(Object name) {
        return String.valueOf(name).replaceAll("[^A-Za-z0-9_]", "_");
    }

    @Test
    void theIngressVerifiesServicesInProd() {
        String prefix = "nginx.ingress.kubernetes.io/";
        assertThat(prod.of("Ingress"))
                .isNotEmpty()
                .allSatisfy(ingress -> assertThat(map(at(ingress, "metadata", "annotations")))
                        .containsEntry(prefix + "backend-protocol", "HTTPS")
                        .containsEntry(prefix + "proxy-ssl-verify", "on")
                        .containsEntry(prefix + "proxy-ssl-secret", "holdfast/inside-services")
                        .containsEntry(prefix + "proxy-ssl-name", "services"));
        assertThat(dev.of("Ingress"))
                .allSatisfy(ingress -> assertThat(map(at(ingress, "metadata", "annotations")))
                        .doesNotContainKey(prefix + "backend-protocol"));
    }

    @Test
    void theGatewayVerifiesServicesInProd() {
        Map<String, String> verified = new HashMap<>();
        for (Map<?, ?> policy : prod.of("BackendTLSPolicy")) {
            list(at(policy, "spec", "targetRefs"))
                    .forEach(target -> verified.put(
                            String.valueOf(target.get("name")),
                            String.valueOf(at(policy, "spec", "validation", "hostname"))));
        }
        for (Map<?, ?> route : prod.of("HTTPRoute")) {
            for (Map<?, ?> rule : list(at(route, "spec", "rules"))) {
                for (Map<?, ?> target : list(rule.get("backendRefs"))) {
                    String service = String.valueOf(target.get("name"));
                    assertThat(verified).containsEntry(service, service);
                    assertThat(target.get("port")).as(service).isEqualTo(443);
                }
            }
        }
        assertThat(verified).hasSize((int) gatewayRoutes(prod).stream()
                .map(one -> one.substring(one.lastIndexOf(' ')))
                .distinct()
                .count());
    }

    /** The workloads that serve HTTP. */
    private static List<Workload> serving(Manifests manifests) {
        return manifests.workloads().stream()
                .filter(workload -> workload.ports().contains("http"))
                .toList();
    }

    private static Map<?, ?> containerOf(Manifests manifests, String workload) {
        return serving(manifests).stream()
                .filter(one -> one.name().equals(workload))
                .findFirst()
                .orElseThrow()
                .containers()
                .getFirst();
    }

    /** What a container has in its environment, but for secrets. */
    private static Map<String, String> settings(Manifests manifests, Map<?, ?> container) {
        Map<String, String> settings = new HashMap<>();
        for (Map<?, ?> source : list(container.get("envFrom"))) {
            manifests.of("ConfigMap").stream()
                    .filter(one -> name(one).equals(at(source, "configMapRef", "name")))
                    .forEach(one -> map(one.get("data"))
                            .forEach((name, value) -> settings.put(String.valueOf(name), String.valueOf(value))));
        }
        list(container.get("env"))
                .forEach(variable ->
                        settings.put(String.valueOf(variable.get("name")), String.valueOf(variable.get("value"))));
        return settings;
    }

    private static String pemOf(@Nullable String bundle) {
        return "SPRING_SSL_BUNDLE_PEM_%s_".formatted(String.valueOf(bundle).toUpperCase(Locale.ROOT));
    }

    /** The name of the secret that a file comes from; null if it comes from none. */
    private static @Nullable Object secretOf(Workload workload, @Nullable String location) {
        for (Map<?, ?> mount : list(workload.containers().getFirst().get("volumeMounts"))) {
            if (location != null && location.startsWith("file:%s/".formatted(mount.get("mountPath")))) {
                return list(at(workload.pod(), "spec", "volumes")).stream()
                        .filter(volume -> Objects.equals(volume.get("name"), mount.get("name")))
                        .map(volume -> at(volume, "secret", "secretName"))
                        .findFirst()
                        .orElseThrow();
            }
        }
        return null;
    }

    private static List<String> probeSchemes(Map<?, ?> container) {
        return Stream.of("startupProbe", "readinessProbe", "livenessProbe")
                .map(probe -> at(container, probe, "httpGet", "scheme"))
                .map(scheme -> scheme == null ? "none" : scheme.toString())
                .toList();
    }

    private static List<Map<?, ?>> portsOf(Manifests manifests, Workload workload) {
        List<Map<?, ?>> ports = manifests.of("Service").stream()
                .filter(service -> manifests
                        .selectedBy(Map.of("matchLabels", map(at(service, "spec", "selector"))))
                        .contains(workload))
                .flatMap(service -> list(at(service, "spec", "ports")).stream())
                .collect(Collectors.toList());
        assertThat(ports).as(workload.name()).isNotEmpty();
        return ports;
    }

    @Test
    void prodHasSeveralOfEverythingAndReplacesOneAtATime() {
        assertThat(prod.workloads()).allSatisfy(workload -> {
            Map<?, ?> object = prod.of(workload.type()).stream()
                    .filter(one -> name(one).equals(workload.name()))
                    .findFirst()
                    .orElseThrow();
            boolean service = workload.type().equals("Deployment");
            // The autoscaler decides how many there are of a service; a number here would undo that with each "apply".
            assertThat(at(object, "spec", "replicas")).as(workload.name()).isEqualTo(service ? null : 3);
            assertThat(list(at(workload.pod(), "spec", "topologySpreadConstraints")))
                    .as(workload.name())
                    .isNotEmpty()
                    .allSatisfy(constraint -> assertThat(prod.selectedBy(constraint.get("labelSelector")))
                            .containsExactly(workload));
            assertThat(prod.of("PodDisruptionBudget"))
                    .anySatisfy(budget -> assertThat(prod.selectedBy(at(budget, "spec", "selector")))
                            .containsExactly(workload));
            if (service) {
                assertThat(at(object, "spec", "strategy", "rollingUpdate", "maxUnavailable"))
                        .isEqualTo(0);
                assertThat(prod.of("HorizontalPodAutoscaler")).anySatisfy(scaler -> {
                    assertThat(at(scaler, "spec", "scaleTargetRef", "name")).isEqualTo(workload.name());
                    assertThat(at(scaler, "spec", "minReplicas")).isEqualTo(2);
                });
            } else {
                assertThat(list(at(workload.pod(), "spec", "topologySpreadConstraints")))
                        .as("Two of three on one node: " + workload.name())
                        .anySatisfy(constraint -> {
                            assertThat(constraint.get("topologyKey")).isEqualTo("kubernetes.io/hostname");
                            assertThat(constraint.get("whenUnsatisfiable")).isEqualTo("DoNotSchedule");
                        });
            }
        });
    }

    /** A larger limit than the volume would let the broker fill it up. */
    @Test
    void theBrokersStoreFitsItsVolume() {
        inBoth(manifests -> {
            Map<?, ?> nats = manifests.of("StatefulSet").stream()
                    .filter(one -> name(one).equals("nats"))
                    .findFirst()
                    .orElseThrow();
            Object volume = at(
                    list(at(nats, "spec", "volumeClaimTemplates")).getFirst(),
                    "spec",
                    "resources",
                    "requests",
                    "storage");
            Object container =
                    list(at(nats, "spec", "template", "spec", "containers")).getFirst();
            String store = list(((Map<?, ?>) container).get("env")).stream()
                    .filter(variable -> Objects.equals(variable.get("name"), "STORE"))
                    .map(variable -> String.valueOf(variable.get("value")))
                    .findFirst()
                    .orElseThrow();
            assertThat(bytes(store))
                    .isBetween(bytes(String.valueOf(volume)) / 2, bytes(String.valueOf(volume)) * 9 / 10);
        });
    }

    /** A single node has no other that holds what it lost; three would be slower by an order of magnitude for nothing. */
    @Test
    void onlyASingleBrokerSyncsEveryMessage() throws IOException {
        assertThat(settings(dev, "SYNC_INTERVAL")).containsExactly("always");
        assertThat(settings(prod, "SYNC_INTERVAL")).containsExactly("1s");
        assertThat(Files.readString(RunningHoldfast.checkout().resolve("infra/k8s/base/nats/nats.conf")))
                .contains("sync_interval: $SYNC_INTERVAL");
    }

    /** Without one of them the broker does not start. */
    @Test
    void theBrokerHasEverySettingThatItsConfigurationReads() throws IOException {
        Set<String> read = new TreeSet<>();
        for (String file : List.of("k8s/base/nats/nats.conf", "nats/authorization.conf")) {
            Pattern.compile(": *\\$([A-Z_]+)")
                    .matcher(Files.readString(
                            RunningHoldfast.checkout().resolve("infra").resolve(file)))
                    .results()
                    .forEach(variable -> read.add(variable.group(1)));
        }
        assertThat(read).hasSizeGreaterThanOrEqualTo(9);
        inBoth(manifests -> forEachContainer(manifests, (workload, container) -> {
            if (workload.name().equals("nats")) {
                assertThat(settings(manifests, container)).containsKeys(read.toArray(String[]::new));
            }
        }));
        Object compose = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(RunningHoldfast.checkout().resolve("compose.yaml")));
        assertThat(map(at(compose, "services", "nats", "environment"))).containsKeys(read.toArray());
    }

    /** The cache is written in one place, and leaves room for the rest of a database; that of prod is larger. */
    @Test
    void databasesHaveRoomBesideTheirCache() {
        Map<String, Double> small = caches(dev);
        Map<String, Double> large = caches(prod);
        assertThat(small).hasSize(5);
        assertThat(large).containsOnlyKeys(small.keySet());
        small.forEach((database, cache) ->
                assertThat(large.get(database)).as(database).isGreaterThan(cache));
    }

    /** In GiB. */
    private static Map<String, Double> caches(Manifests manifests) {
        Map<String, Double> caches = new HashMap<>();
        forEachContainer(manifests, (workload, container) -> {
            if (!"mongodb".equals(container.get("name"))) {
                return;
            }
            List<Object> command = new ArrayList<>();
            for (String part : List.of("command", "args")) {
                if (container.get(part) instanceof List<?> words) {
                    command.addAll(words);
                }
            }
            int option = command.indexOf("--wiredTigerCacheSizeGB");
            assertThat(command.get(option + 1)).as(workload.name()).isEqualTo("$(CACHE_GB)");
            double cache = Double.parseDouble(
                    String.valueOf(settings(manifests, container).get("CACHE_GB")));
            assertThat(cache * 2 * (1 << 30))
                    .as(workload.name())
                    .isLessThanOrEqualTo(bytes(String.valueOf(at(container, "resources", "limits", "memory"))));
            caches.put(workload.name(), cache);
        });
        return caches;
    }

    /**
     * Of a service's database there may be two while its password is replaced; the secret names the one that counts, and the script
     * that makes users makes no other.
     */
    @Test
    void theSecretMayNameAnotherUserOfTheDatabase() {
        inBoth(manifests -> {
            List<String> seen = new ArrayList<>();
            forEachContainer(manifests, (workload, container) -> {
                Map<String, Object> secrets = secretsOf(container);
                if (!secrets.containsKey("DATABASE_PASSWORD")) {
                    return;
                }
                seen.add(workload.name());
                String service = workload.name().replaceFirst("-\\w+$", "");
                assertThat(secrets.get("DATABASE_USER"))
                        .as(workload.name())
                        .isEqualTo(Map.of(
                                "name",
                                at(secrets.get("DATABASE_PASSWORD"), "name"),
                                "key",
                                "database-user",
                                "optional",
                                true));
                String uri = settings(manifests, container).get("SPRING_MONGODB_URI");
                if (uri != null) {
                    assertThat(userOf(uri, Map.of())).isEqualTo(service);
                    assertThat(userOf(uri, Map.of("DATABASE_USER", "other-2"))).isEqualTo("other-2");
                }
            });
            // The services, their databases, and in prod what makes the sets.
            assertThat(seen).hasSize(manifests == dev ? 10 : 15);
        });
    }

    /** Whom a service is at its database, as Spring reads the address. */
    private static @Nullable String userOf(String uri, Map<String, Object> environment) {
        MutablePropertySources sources = new MutablePropertySources();
        sources.addFirst(new MapPropertySource("environment", environment));
        String resolved = new PropertySourcesPropertyResolver(sources)
                .resolveRequiredPlaceholders(
                        uri.replace("$(DATABASE_PASSWORD)", "p").replaceFirst("\\?.*", ""));
        return new ConnectionString(resolved).getUsername();
    }

    /** The variables of a container that come from secrets, and where each is. */
    private static Map<String, Object> secretsOf(Map<?, ?> container) {
        Map<String, Object> secrets = new HashMap<>();
        for (Map<?, ?> variable : list(container.get("env"))) {
            Object reference = at(variable, "valueFrom", "secretKeyRef");
            if (reference != null) {
                secrets.put(String.valueOf(variable.get("name")), reference);
            }
        }
        return secrets;
    }

    private static long bytes(String size) {
        long number = Long.parseLong(size.replaceAll("\\D+", ""));
        return size.replaceAll("\\d", "").startsWith("G") ? number << 30 : number << 20;
    }

    @Test
    void theRoutesAreThoseOfTheLocalGateway() {
        inBoth(manifests -> assertThat(ingressRoutes(manifests)).isEqualTo(localRoutes()));
        assertThat(gatewayRoutes(prod)).isEqualTo(localRoutes());
    }

    @Test
    void theRoutesAreThoseOfTheGatewayOfCompose() throws IOException {
        String file = Files.readString(RunningHoldfast.checkout().resolve("infra/docker/gateway.conf"));
        Map<String, String> services = Pattern.compile("set \\$(\\w+) ([\\w-]+):8080;")
                .matcher(file)
                .results()
                .collect(Collectors.toMap(set -> set.group(1), set -> set.group(2)));
        Set<String> routes = Pattern.compile(
                        "location (=|~|) ?\\^?(\\S+?)(\\(/\\|\\$\\))? \\{ proxy_pass http://\\$(\\w+);")
                .matcher(file)
                .results()
                .map(location -> "%s %s %s"
                        .formatted(
                                location.group(1).equals("=") ? "Exact" : "Prefix",
                                location.group(2),
                                services.get(location.group(4))))
                .collect(Collectors.toSet());
        assertThat(routes).isEqualTo(localRoutes());
    }

    @Test
    void everyRouteLeadsToAService() {
        inBoth(manifests -> {
            Set<String> services =
                    manifests.of("Service").stream().map(Manifests::name).collect(Collectors.toSet());
            assertThat(services)
                    .containsAll(ingressRoutes(manifests).stream()
                            .map(route -> route.substring(route.lastIndexOf(' ') + 1))
                            .toList());
        });
    }

    /** A connection must be allowed on both sides, and a rule that selects no pod or no port is of no use. */
    @Test
    void everyNetworkOpeningIsUsedAndHasItsCounterpart() {
        inBoth(manifests -> {
            Set<String> in = openings(manifests, "ingress", "from");
            Set<String> out = openings(manifests, "egress", "to");
            assertThat(in).isNotEmpty().isEqualTo(out);
        });
    }

    @Test
    void aDatabaseIsOpenToItsServiceOnly() {
        inBoth(manifests -> assertThat(openings(manifests, "ingress", "from"))
                .filteredOn(opening -> opening.endsWith(":mongodb"))
                .allSatisfy(opening -> {
                    String database = opening.replaceFirst(".* -> (.*)-mongodb:mongodb", "$1");
                    assertThat(opening).startsWith(database + "-");
                }));
    }

    @Test
    void allOtherConnectionsAreDenied() {
        inBoth(manifests -> assertThat(manifests.of("NetworkPolicy")).anySatisfy(policy -> {
            assertThat(map(at(policy, "spec", "podSelector"))).isEmpty();
            assertThat(at(policy, "spec", "policyTypes")).isEqualTo(List.of("Ingress", "Egress"));
            assertThat(at(policy, "spec", "ingress")).isNull();
            assertThat(at(policy, "spec", "egress")).isNull();
        }));
    }

    /** {@code client -> server:port} for each pair of pods in the namespace that a policy allows. */
    private static Set<String> openings(Manifests manifests, String way, String peers) {
        Set<String> openings = new TreeSet<>();
        for (Map<?, ?> policy : manifests.of("NetworkPolicy")) {
            List<Workload> mine = manifests.selectedBy(at(policy, "spec", "podSelector"));
            assertThat(mine).as(name(policy)).isNotEmpty();
            for (Map<?, ?> rule : list(at(policy, "spec", way))) {
                for (Map<?, ?> peer : list(rule.get(peers))) {
                    if (peer.containsKey("namespaceSelector") || peer.containsKey("ipBlock")) {
                        continue; // Outside of the namespace.
                    }
                    List<Workload> theirs = manifests.selectedBy(peer.get("podSelector"));
                    assertThat(theirs).as(name(policy)).isNotEmpty();
                    for (Map<?, ?> port : list(rule.get("ports"))) {
                        add(openings, way.equals("egress"), mine, theirs, String.valueOf(port.get("port")));
                    }
                }
            }
        }
        return openings;
    }

    private static void add(
            Set<String> openings, boolean egress, List<Workload> mine, List<Workload> theirs, String port) {
        for (Workload client : egress ? mine : theirs) {
            for (Workload server : egress ? theirs : mine) {
                assertThat(server.ports()).as(server.name()).contains(port);
                openings.add("%s -> %s:%s".formatted(client.name(), server.name(), port));
            }
        }
    }

    private static Set<String> localRoutes() {
        return IngressRules.packaged().routes().stream()
                .map(route -> "%s %s %s".formatted(route.exact() ? "Exact" : "Prefix", route.path(), route.service()))
                .collect(Collectors.toSet());
    }

    private static Set<String> ingressRoutes(Manifests manifests) {
        Set<String> routes = new HashSet<>();
        for (Map<?, ?> ingress : manifests.of("Ingress")) {
            for (Map<?, ?> rule : list(at(ingress, "spec", "rules"))) {
                for (Map<?, ?> path : list(at(rule, "http", "paths"))) {
                    routes.add("%s %s %s"
                            .formatted(path.get("pathType"), path.get("path"), at(path, "backend", "service", "name")));
                }
            }
        }
        return routes;
    }

    private static Set<String> gatewayRoutes(Manifests manifests) {
        Set<String> routes = new HashSet<>();
        for (Map<?, ?> route : manifests.of("HTTPRoute")) {
            for (Map<?, ?> rule : list(at(route, "spec", "rules"))) {
                for (Map<?, ?> target : list(rule.get("backendRefs"))) {
                    for (Map<?, ?> match : list(rule.get("matches"))) {
                        routes.add("%s %s %s"
                                .formatted(
                                        String.valueOf(at(match, "path", "type"))
                                                .replace("PathPrefix", "Prefix"),
                                        at(match, "path", "value"),
                                        target.get("name")));
                    }
                }
            }
        }
        return routes;
    }

    /** As the page shows it: with a host and images of one's own, and nothing left of those that prod stands for. */
    @Test
    void anOverlayOutsideOfTheCheckoutNamesHostAndImages(@TempDir Path directory) throws IOException {
        Manifests own = overlay(directory, documentedOverlay());
        Set<Object> hosts = new HashSet<>();
        own.of("Ingress").forEach(ingress -> {
            list(at(ingress, "spec", "rules")).forEach(rule -> hosts.add(rule.get("host")));
            list(at(ingress, "spec", "tls")).forEach(tls -> hosts.addAll((List<?>) tls.get("hosts")));
        });
        own.of("HTTPRoute").forEach(route -> hosts.addAll((List<?>) at(route, "spec", "hostnames")));
        own.of("Gateway")
                .forEach(gateway -> list(at(gateway, "spec", "listeners")).stream()
                        .filter(listener -> listener.containsKey("hostname"))
                        .forEach(listener -> hosts.add(listener.get("hostname"))));
        assertThat(hosts).containsExactly("tickets.example.org");
        assertThat(serving(own)).hasSameSizeAs(serving(prod)).allSatisfy(workload -> {
            Map<?, ?> container = workload.containers().getFirst();
            assertThat(container.get("image")).isEqualTo("registry.example.com/%s:1.0.0".formatted(workload.name()));
            assertThat(settings(own, container)).containsEntry("HOLDFAST_MAIL_LINKS", "https://tickets.example.org");
        });
    }

    /** What events-service publishes for the first time, orders-service has to know; what web-client sends, events-service. */
    @Test
    void aNewVersionBeginsWithTheServicesThatRead() throws IOException {
        Matcher images = Pattern.compile("for i in (.*); do\n +sed -i.old").matcher(page("kubernetes.md"));
        assertThat(images.find()).isTrue();
        List<String> order = List.of(images.group(1).split(" "));
        assertThat(order)
                .hasSameElementsAs(serving(prod).stream().map(Workload::name).toList());
        assertThat(order).containsSubsequence("orders-service", "events-service", "web-client");
    }

    /** A new version sets one image after the other by this. */
    @Test
    void theDocumentedCommandChangesTheTagOfOneImage(@TempDir Path directory) throws IOException {
        Matcher command = Pattern.compile("(?m)^ +(sed -i.old .*) &&$").matcher(page("kubernetes.md"));
        assertThat(command.find()).isTrue();
        Path file = Files.writeString(directory.resolve("kustomization.yaml"), documentedOverlay());
        Shell.run(
                        Duration.ofMinutes(1),
                        directory,
                        Map.of("i", "orders-service"),
                        List.of("sh", "-c", command.group(1)))
                .expectSuccess();
        assertThat(Files.readString(file))
                .isEqualTo(documentedOverlay()
                        .replace(
                                "example.com/orders-service, newTag: 1.0.0}",
                                "example.com/orders-service, newTag: 1.1.0}"));
    }

    @Test
    void anOverlayOfOnesOwnMayHaveAnotherGatewayOrNone(@TempDir Path directory) throws IOException {
        Matcher patches =
                Pattern.compile("(?m)^ {9}- target: \\{.*\n {11}patch: .*\n").matcher(page("kubernetes.md"));
        StringBuilder more = new StringBuilder(documentedOverlay());
        while (patches.find()) {
            more.append(patches.group().replaceAll("(?m)^ {7}", ""));
        }
        Manifests own = overlay(directory, more.toString());
        assertThat(own.of("NetworkPolicy"))
                .filteredOn(policy -> name(policy).equals("from-gateway"))
                .singleElement()
                .asString()
                .contains("my-gateway")
                .doesNotContain("ingress-nginx");
        for (String kind : List.of("Gateway", "HTTPRoute", "BackendTLSPolicy")) {
            assertThat(prod.of(kind)).as(kind).isNotEmpty();
            assertThat(own.of(kind)).as(kind).isEmpty();
        }
        assertThat(serving(own)).hasSameSizeAs(serving(prod));
    }

    @Test
    void anOverlayOfOnesOwnMayHaveLargerDatabases(@TempDir Path directory) throws IOException {
        Matcher patch = Pattern.compile("(?m)^ {6}- target: \\{kind: StatefulSet.*\n(?: {8,}\\S.*\n)+")
                .matcher(page("kubernetes.md"));
        assertThat(patch.find()).isTrue();
        Map<String, Double> caches =
                caches(overlay(directory, documentedOverlay() + patch.group().replaceAll("(?m)^ {4}", "")));
        assertThat(caches).isNotEqualTo(caches(prod));
        caches.forEach((database, cache) -> assertThat(cache)
                .as(database)
                .isEqualTo(
                        database.matches("(orders|payments)-.*")
                                ? 2
                                : caches(prod).get(database)));
    }

    /** What is optional can be had together. */
    @Test
    void anOverlayOfOnesOwnMayHaveEveryComponent(@TempDir Path directory) throws IOException {
        Manifests own = overlay(
                directory,
                documentedOverlay()
                        .replace(
                                "components:",
                                "components:\n"
                                        + Stream.of("traces", "heap-dumps", "identity-provider")
                                                .map("  - ../holdfast/infra/k8s/components/%s"::formatted)
                                                .collect(Collectors.joining("\n"))));
        for (Workload workload : serving(own)) {
            Map<?, ?> container = workload.containers().getFirst();
            Map<String, String> settings = settings(own, container);
            // Where traces go, its policy opens.
            Matcher collector = Pattern.compile("http://[\\w-]+\\.([\\w-]+):(\\d+)")
                    .matcher(settings.get("OTEL_EXPORTER_OTLP_ENDPOINT"));
            assertThat(collector.matches()).isTrue();
            assertThat(own.of("NetworkPolicy"))
                    .filteredOn(policy -> name(policy).equals("services-to-collector"))
                    .singleElement()
                    .satisfies(policy -> {
                        assertThat(own.selectedBy(at(policy, "spec", "podSelector")))
                                .contains(workload);
                        Map<?, ?> rule = list(at(policy, "spec", "egress")).getFirst();
                        assertThat(list(rule.get("to")).toString()).contains("metadata.name=" + collector.group(1));
                        assertThat(list(rule.get("ports")).getFirst().get("port"))
                                .isEqualTo(Integer.parseInt(collector.group(2)));
                    });
            // A dump needs room for the heap, half of the memory that a service may have.
            Matcher path = Pattern.compile("-XX:\\+HeapDumpOnOutOfMemoryError -XX:HeapDumpPath=(\\S+)")
                    .matcher(settings.get("JDK_JAVA_OPTIONS"));
            assertThat(path.find()).isTrue();
            Object mounted = list(container.get("volumeMounts")).stream()
                    .filter(mount -> path.group(1).equals(mount.get("mountPath")))
                    .map(mount -> mount.get("name"))
                    .findFirst()
                    .orElseThrow();
            assertThat(list(at(workload.pod(), "spec", "volumes")))
                    .filteredOn(volume -> mounted.equals(volume.get("name")))
                    .singleElement()
                    .satisfies(volume -> assertThat(bytes(String.valueOf(at(volume, "emptyDir", "sizeLimit"))))
                            .isGreaterThanOrEqualTo(
                                    bytes(String.valueOf(at(container, "resources", "limits", "memory")))));
        }
    }

    private static String documentedOverlay() throws IOException {
        Matcher overlay =
                Pattern.compile("(?s)<<'OVERLAY'\n(.*?)\n    OVERLAY\n").matcher(page("kubernetes.md"));
        assertThat(overlay.find()).isTrue();
        return overlay.group(1).replaceAll("(?m)^ {4}", "") + "\n";
    }

    /** Renders an overlay that is beside the checkout. */
    private static Manifests overlay(Path directory, String kustomization) throws IOException {
        Files.createSymbolicLink(
                directory.resolve("holdfast"), RunningHoldfast.checkout().toAbsolutePath());
        Path overlay = Files.createDirectory(directory.resolve("shop"));
        Files.writeString(overlay.resolve("kustomization.yaml"), kustomization);
        return Manifests.render(overlay);
    }

    private static void inBoth(Consumer<Manifests> check) {
        List.of(dev, prod).forEach(check);
    }

    private interface ContainerCheck {
        void look(Workload workload, Map<?, ?> container);
    }

    private static void forEachContainer(Manifests manifests, ContainerCheck check) {
        List<String> seen = new ArrayList<>();
        for (Workload workload : manifests.workloads()) {
            for (Map<?, ?> container : workload.containers()) {
                check.look(workload, container);
                seen.add(workload.name());
            }
        }
        assertThat(seen).hasSizeGreaterThanOrEqualTo(12);
    }
}
