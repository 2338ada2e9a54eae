package io.holdfast.platform;

import io.holdfast.local.Directories;
import io.holdfast.platform.Shell.Output;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes cluster for tests: one that a program starts and stops ({@code HOLDFAST_CLUSTER} names the program), or the one that
 * {@code HOLDFAST_KUBECONFIG} points to.
 */
final class Cluster implements AutoCloseable {

    static final String NAMESPACE = "holdfast";
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration BUILDING = Duration.ofMinutes(20);
    private static final String INGRESS = "10.0.0.1:80";

    private final @Nullable String program;
    private final Map<String, String> environment;
    private final Path directory;
    private final Map<String, Path> forwarderFiles = new LinkedHashMap<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private Cluster(@Nullable String program, Map<String, String> environment) throws IOException {
        this.program = program;
        this.environment = environment;
        this.directory = Files.createTempDirectory("cluster");
    }

    static boolean isNamed() {
        return System.getenv("HOLDFAST_CLUSTER") != null || System.getenv("HOLDFAST_KUBECONFIG") != null;
    }

    /** Whether it is started for the tests only, and cannot pull images. */
    static boolean isOurs() {
        return System.getenv("HOLDFAST_KUBECONFIG") == null;
    }

    /** Builds what {@link #load} loads: takes two minutes the first time, and seconds once they are there. */
    static void buildImages() {
        Shell.run(BUILDING, Map.of(), List.of("./holdfast", "images", "--no-build"))
                .expectSuccess();
        if (isOurs()) {
            Shell.run(BUILDING, Map.of(), List.of("./holdfast", "stand-ins")).expectSuccess();
        }
    }

    /** @param ports on the host of the cluster that {@link #forward} will use */
    static Cluster start(List<Integer> ports) throws IOException {
        String kubeconfig = System.getenv("HOLDFAST_KUBECONFIG");
        if (kubeconfig != null) {
            return new Cluster(null, Map.of("KUBECONFIG", kubeconfig));
        }
        String program =
                Path.of(System.getenv("HOLDFAST_CLUSTER")).toAbsolutePath().toString();
        Cluster cluster = new Cluster(program, Map.of());
        Shell.run(PATIENCE, Map.of(), List.of(program, "up")).expectSuccess();
        cluster.open.push(
                () -> Shell.run(PATIENCE, Map.of(), List.of(program, "down")).expectSuccess());
        cluster.startForwarders(ports);
        return cluster;
    }

    private void startForwarders(List<Integer> ports) throws IOException {
        forwarderFiles.put(INGRESS, directory.resolve("ingress"));
        ports.forEach(port -> forwarderFiles.put("127.0.0.1:" + port, directory.resolve(String.valueOf(port))));
        List<String> arguments = new ArrayList<>();
        forwarderFiles.forEach((address, file) -> arguments.add(file + "=" + address));
        background(
                "forwarders",
                command(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Path.of(URI.create(SocketForwarder.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toString()))
                                .toString(),
                        SocketForwarder.class.getName()),
                arguments);
        Awaitility.await().until(() -> forwarderFiles.values().stream().allMatch(Files::exists));
    }

    /** Where the Ingress serves, without a slash at the end. */
    String ingress() throws IOException {
        if (program == null) {
            return Optional.ofNullable(System.getenv("HOLDFAST_INGRESS")).orElse("http://localhost");
        }
        return "http://127.0.0.1:" + forward(INGRESS);
    }

    /** Loads images from Docker into the cluster. */
    void load(List<String> images) {
        Path archive = directory.resolve("images.tar");
        List<String> save = new ArrayList<>(List.of("docker", "save", "-o", archive.toString()));
        save.addAll(images);
        String loader = program == null ? System.getenv("HOLDFAST_CLUSTER_LOAD") : program + " load";
        if (loader == null) {
            return; // The cluster has them, or pulls them.
        }
        Shell.run(PATIENCE, Map.of(), save).expectSuccess();
        List<String> load = new ArrayList<>(Arrays.asList(loader.split(" ")));
        load.add(archive.toString());
        Shell.run(PATIENCE, environment, load).expectSuccess();
        archive.toFile().delete();
    }

    Output kubectl(String... arguments) {
        return tryKubectl(arguments).expectSuccess();
    }

    Output tryKubectl(String... arguments) {
        List<String> all = new ArrayList<>(List.of("kubectl", "-n", NAMESPACE));
        all.addAll(List.of(arguments));
        return Shell.run(PATIENCE, environment, command(all.toArray(String[]::new)));
    }

    /** Forwards a port of a pod; returns the local port. */
    int forward(String pod, int port, int inside) throws IOException {
        background(
                "forward-" + pod,
                command("kubectl", "-n", NAMESPACE, "port-forward", "pod/" + pod, inside + ":" + port),
                List.of());
        return program == null ? inside : forward("127.0.0.1:" + inside);
    }

    private int forward(String address) throws IOException {
        SocketForwarder forwarder = SocketForwarder.to(forwarderFiles.get(address));
        open.push(forwarder);
        return forwarder.port();
    }

    private List<String> command(String... command) {
        List<String> all = new ArrayList<>();
        if (program != null) {
            all.addAll(List.of(program, "exec"));
        }
        all.addAll(List.of(command));
        return all;
    }

    private void background(String name, List<String> command, List<String> more) throws IOException {
        List<String> all = new ArrayList<>(command);
        all.addAll(more);
        Process process = Shell.start(environment, all, directory.resolve(name + ".log"));
        open.push(() -> {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            process.waitFor();
        });
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        Directories.delete(directory);
    }
}
