package io.holdfast.platform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The objects of an overlay, rendered by kubectl. */
final class Manifests {

    private final List<Map<?, ?>> objects;

    private Manifests(List<Map<?, ?>> objects) {
        this.objects = objects;
    }

    static boolean canRender() {
        String path = System.getenv("PATH");
        return path != null
                && Stream.of(path.split(":")).anyMatch(directory -> Files.isExecutable(Path.of(directory, "kubectl")));
    }

    static Manifests render(String overlay) {
        return render(Path.of("infra/k8s/overlays", overlay));
    }

    /** @param directory of a kustomization; a relative one is in the checkout */
    static Manifests render(Path directory) {
        String text = Shell.run(Duration.ofMinutes(1), Map.of(), List.of("kubectl", "kustomize", directory.toString()))
                .expectSuccess()
                .text();
        List<Map<?, ?>> objects = new ArrayList<>();
        new Yaml(new SafeConstructor(new LoaderOptions()))
                .loadAll(text)
                .forEach(document -> objects.add((Map<?, ?>) document));
        return new Manifests(objects);
    }

    /**
     * A Deployment or StatefulSet.
     *
     * @param type its kind
     * @param pod the template of its pods
     */
    record Workload(String type, String name, Map<?, ?> pod) {

        Map<?, ?> labels() {
            return (Map<?, ?>) at(pod, "metadata", "labels");
        }

        List<Map<?, ?>> containers() {
            return Stream.of("initContainers", "containers")
                    .flatMap(kind -> list(at(pod, "spec", kind)).stream())
                    .collect(Collectors.toList());
        }

        Set<String> ports() {
            return containers().stream()
                    .flatMap(container -> list(container.get("ports")).stream())
                    .map(port -> String.valueOf(port.get("name")))
                    .collect(Collectors.toSet());
        }
    }

    List<Workload> workloads() {
        return Stream.concat(of("Deployment").stream(), of("StatefulSet").stream())
                .map(object -> new Workload(String.valueOf(object.get("kind")), name(object), (Map<?, ?>)
                        Objects.requireNonNull(at(object, "spec", "template"))))
                .toList();
    }

    List<Workload> selectedBy(@Nullable Object selector) {
        return workloads().stream()
                .filter(workload -> selects(selector, workload.labels()))
                .toList();
    }

    List<Map<?, ?>> of(String kind) {
        return objects.stream()
                .filter(object -> kind.equals(object.get("kind")))
                .collect(Collectors.toList());
    }

    static String name(Map<?, ?> object) {
        return String.valueOf(at(object, "metadata", "name"));
    }

    static @Nullable Object at(@Nullable Object object, String... path) {
        Object here = object;
        for (String step : path) {
            here = here instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return here;
    }

    @SuppressWarnings("unchecked")
    static Map<Object, Object> map(@Nullable Object object) {
        return object == null ? Map.of() : (Map<Object, Object>) object;
    }

    @SuppressWarnings("unchecked")
    static List<Map<?, ?>> list(@Nullable Object object) {
        return object == null ? List.of() : (List<Map<?, ?>>) object;
    }

    private static boolean selects(@Nullable Object selector, Map<?, ?> labels) {
        boolean equal = !(at(selector, "matchLabels") instanceof Map<?, ?> wanted)
                || wanted.entrySet().stream()
                        .allMatch(label -> Objects.equals(labels.get(label.getKey()), label.getValue()));
        return equal
                && list(at(selector, "matchExpressions")).stream()
                        .allMatch(expression -> "In".equals(expression.get("operator"))
                                && ((List<?>) Objects.requireNonNull(expression.get("values")))
                                        .contains(labels.get(expression.get("key"))));
    }
}
