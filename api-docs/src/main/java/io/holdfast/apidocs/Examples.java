package io.holdfast.apidocs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Examples from {@code src/test/resources/api-examples} of the service: {@code <operationId>.<name>.json} is a request,
 * {@code <operationId>.<status>.json} an answer.
 */
final class Examples {

    private final ObjectNode document;
    private final Set<String> used = new HashSet<>();

    Examples(ObjectNode document) {
        this.document = document;
    }

    void write() {
        List<Path> files = files();
        document.path("paths").forEach(path -> path.forEach(call -> files.forEach(file -> add(file, call))));
        files.forEach(file -> {
            if (!used.contains(file.toString())) {
                throw new IllegalStateException(file + " is an example of no call");
            }
        });
    }

    private void add(Path file, JsonNode call) {
        String prefix = call.path("operationId").asString() + ".";
        String name = file.getFileName().toString().replaceFirst("\\.json$", "");
        if (!name.startsWith(prefix)) {
            return;
        }
        String which = name.substring(prefix.length());
        JsonNode place = which.matches("\\d{3}") ? call.path("responses").path(which) : call.path("requestBody");
        ObjectNode content = (ObjectNode) place.path("content").iterator().next();
        content.withObjectProperty("examples").putObject(which).set("value", read(file));
        used.add(file.toString());
    }

    private static List<Path> files() {
        Path folder = Path.of("src/test/resources/api-examples");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JsonMapper.shared().readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
