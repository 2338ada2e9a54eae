package io.holdfast.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The routes of an Ingress manifest, with the matching that Kubernetes defines: an exact path first, then the longest prefix,
 * whole path elements only.
 *
 * @param routes in the order they are tried
 * @param maxBodySize in bytes
 */
record IngressRules(List<Route> routes, long maxBodySize) {

    private static final String BODY_SIZE = "nginx.ingress.kubernetes.io/proxy-body-size";

    /** @param service the Kubernetes service's name */
    record Route(String path, boolean exact, String service) {

        boolean matches(String requested) {
            if (exact) {
                return requested.equals(path);
            }
            String prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            return requested.equals(prefix) || requested.startsWith(prefix + "/");
        }
    }

    /** Reads the manifest that is packaged with this module; a cluster gets the same file. */
    static IngressRules packaged() {
        try (InputStream manifest = IngressRules.class.getResourceAsStream("/ingress.yaml")) {
            if (manifest == null) {
                throw new IllegalStateException("ingress.yaml is not on the class path");
            }
            return parse(new String(manifest.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static IngressRules parse(String yaml) {
        Map<?, ?> manifest = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        if (!"Ingress".equals(manifest.get("kind"))) {
            throw new IllegalArgumentException("Not an Ingress: " + manifest.get("kind"));
        }
        List<Route> routes = new ArrayList<>();
        for (Object rule : list(map(manifest.get("spec")).get("rules"))) {
            for (Object path : list(map(map(rule).get("http")).get("paths"))) {
                Map<?, ?> declared = map(path);
                Map<?, ?> service = map(map(declared.get("backend")).get("service"));
                routes.add(new Route(
                        text(declared.get("path")),
                        "Exact".equals(declared.get("pathType")),
                        text(service.get("name"))));
            }
        }
        routes.sort(Comparator.comparing((Route route) -> !route.exact())
                .thenComparingInt(route -> -route.path().length()));
        Object size = map(map(manifest.get("metadata")).get("annotations")).get(BODY_SIZE);
        return new IngressRules(List.copyOf(routes), size == null ? 1024 * 1024 : bytes(text(size)));
    }

    Optional<Route> match(String path) {
        return routes.stream().filter(route -> route.matches(path)).findFirst();
    }

    private static long bytes(String size) {
        String lower = size.toLowerCase(Locale.ROOT);
        long unit = lower.endsWith("k")
                ? 1024
                : lower.endsWith("m") ? 1024 * 1024 : lower.endsWith("g") ? 1024 * 1024 * 1024 : 1;
        return unit * Long.parseLong(unit == 1 ? lower : lower.substring(0, lower.length() - 1));
    }

    private static Map<?, ?> map(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("The manifest has " + value + " where a mapping belongs");
    }

    private static List<?> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException("The manifest has " + value + " where a list belongs");
    }

    private static String text(@Nullable Object value) {
        return String.valueOf(value);
    }
}
