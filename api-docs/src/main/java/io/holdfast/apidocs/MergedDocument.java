package io.holdfast.apidocs;

import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One document of all services, as a client of the gateway sees them. */
public final class MergedDocument {

    private static final List<String> PARTS = List.of("schemas", "responses", "parameters", "headers");

    private MergedDocument() {}

    /** @throws IllegalStateException when two services use one name or path for different things */
    public static ObjectNode of(List<JsonNode> documents) {
        ObjectNode merged = House.document();
        merged.remove("refusals");
        ObjectNode components = (ObjectNode) merged.path("components");
        TreeMap<String, JsonNode> paths = new TreeMap<>();
        for (JsonNode document : documents) {
            document.path("paths").properties().forEach(path -> {
                if (paths.put(path.getKey(), path.getValue()) != null) {
                    throw new IllegalStateException("Two services answer " + path.getKey());
                }
            });
            for (String part : PARTS) {
                ObjectNode into = components.withObjectProperty(part);
                document.path("components").path(part).properties().forEach(entry -> {
                    JsonNode before = into.get(entry.getKey());
                    if (before != null && !before.equals(entry.getValue())) {
                        throw new IllegalStateException(
                                "Two services call different %s %s".formatted(part, entry.getKey()));
                    }
                    into.set(entry.getKey(), entry.getValue());
                });
            }
        }
        ObjectNode all = merged.putObject("paths");
        paths.forEach(all::set);
        return merged;
    }
}
