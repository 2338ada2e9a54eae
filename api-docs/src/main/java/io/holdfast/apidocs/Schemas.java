package io.holdfast.apidocs;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schemas, made exact: an answer has every field, and those that are {@code @Nullable} may be null; in a request those that are
 * {@code @Nullable} may be null or absent. Descriptions are the records' Javadoc.
 */
final class Schemas {

    private static final String REF = "#/components/schemas/";

    private final ObjectNode target;
    private final ObjectNode found;
    private final Map<String, Class<?>> types;
    private final Set<String> requests = new HashSet<>();
    private final Set<String> used = new TreeSet<>();
    private final SourceDocs docs = new SourceDocs();

    /** @param target where {@code found}'s schemas are added */
    Schemas(ObjectNode target, JsonNode found, Map<String, Class<?>> types) {
        this.target = (ObjectNode) target.path("components").path("schemas");
        this.found = (ObjectNode) found.path("components").path("schemas");
        this.types = types;
        found.path("paths")
                .forEach(path -> path.forEach(call -> {
                    follow(call.path("requestBody"), requests);
                    follow(call.path("requestBody"), used);
                    follow(call.path("responses"), used);
                }));
    }

    void write() {
        for (String name : used) {
            if (!(found.path(name) instanceof ObjectNode)) {
                continue; // One of house.yaml's.
            }
            ObjectNode schema = (ObjectNode) found.path(name);
            Class<?> type = types.get(name);
            if (type != null && type.isRecord()) {
                describe(name, schema, type);
            }
            target.set(name, schema);
        }
    }

    private void follow(JsonNode node, Set<String> seen) {
        if (node.path("$ref").asString("").startsWith(REF)) {
            String name = node.path("$ref").asString().substring(REF.length());
            if (seen.add(name)) {
                follow(found.path(name), seen);
            }
        }
        node.forEach(child -> follow(child, seen));
    }

    private void describe(String name, ObjectNode schema, Class<?> type) {
        boolean request = requests.contains(name);
        ObjectNode before = (ObjectNode) schema.path("properties");
        ObjectNode properties = schema.objectNode();
        ArrayNode required = schema.arrayNode();
        for (RecordComponent component : type.getRecordComponents()) {
            if (!(before.path(component.getName()) instanceof ObjectNode property)) {
                continue;
            }
            // A required field that the code checks itself is nullable in Java.
            boolean demanded = demanded(schema, component.getName());
            boolean nullable = !demanded && component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            boolean leftOut = component.getAccessor().isAnnotationPresent(JsonInclude.class);
            tidy(property, component);
            if (nullable && !leftOut) {
                property = nullable(property);
            }
            String description = docs.of(type, component.getName());
            if (!description.isEmpty() && !property.has("description")) {
                property.put("description", description);
            }
            properties.set(component.getName(), property);
            if (request ? !nullable : !leftOut) {
                required.add(component.getName());
            }
        }
        String description = docs.of(type);
        schema.removeAll();
        schema.put("type", "object");
        if (!description.isEmpty()) {
            schema.put("description", description);
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        schema.set("properties", properties);
    }

    /** Removes bounds of zero; text that must not be blank has to contain a character that is not white space. */
    private static void tidy(ObjectNode property, RecordComponent component) {
        for (JsonNode each : List.of(property, property.path("items"))) {
            for (String bound : List.of("minLength", "minItems")) {
                if (each.path(bound).asInt(1) == 0) {
                    ((ObjectNode) each).remove(bound);
                }
            }
        }
        if (component.getAccessor().isAnnotationPresent(NotBlank.class)) {
            property.put("minLength", 1).put("pattern", "\\S");
        } else if (component.getAccessor().isAnnotationPresent(NotEmpty.class)) {
            property.put("minLength", 1);
        }
    }

    private static boolean demanded(ObjectNode schema, String property) {
        for (JsonNode name : schema.path("required")) {
            if (name.asString().equals(property)) {
                return true;
            }
        }
        return false;
    }

    private static ObjectNode nullable(ObjectNode property) {
        if (property.has("$ref")) {
            ObjectNode either = property.objectNode();
            if (property.has("description")) {
                either.set("description", property.path("description"));
                property.remove("description");
            }
            either.putArray("anyOf").add(property).addObject().put("type", "null");
            return either;
        }
        JsonNode type = property.path("type");
        if (type.isString()) {
            property.putArray("type").add(type).add("null");
        }
        if (property.path("enum") instanceof ArrayNode values) {
            values.addNull();
        }
        return property;
    }
}
