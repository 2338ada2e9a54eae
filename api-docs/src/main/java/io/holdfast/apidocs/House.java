package io.holdfast.apidocs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code house.yaml}: the parts that all documents have in common. */
final class House {

    private House() {}

    static ObjectNode document() {
        try (InputStream yaml = Objects.requireNonNull(House.class.getResourceAsStream("house.yaml"))) {
            Map<String, Object> content = new Yaml().load(yaml);
            return JsonMapper.shared().valueToTree(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
