package io.holdfast.webclient.api;

import io.holdfast.webclient.site.PathPrefix;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI document, {@code docs/api/openapi.json}, as of the build. */
@Component
class ApiDocument {

    private static final String FILE = "/webclient/api/openapi.json";

    private final JsonMapper json;
    private final PathPrefix prefix;
    private volatile @Nullable List<Call> calls;

    ApiDocument(JsonMapper json, PathPrefix prefix) {
        this.prefix = prefix;
        this.json = json;
    }

    /**
     * An operation of the API, for people to read.
     *
     * @param who may make it
     * @param request an example of the body; null without one
     */
    record Call(
            String id,
            String method,
            String path,
            String summary,
            String description,
            String who,
            List<Line> parameters,
            @Nullable String request,
            List<Line> answers) {}

    /** A name and what it means. */
    record Line(String name, String text) {}

    /** The document, which names the prefix of this site as its server. */
    byte[] bytes() {
        byte[] file = file();
        if (prefix.isEmpty()) {
            return file;
        }
        JsonNode document = json.readTree(file);
        ((ObjectNode) document.path("servers").path(0)).put("url", prefix.toString());
        return json.writeValueAsBytes(document);
    }

    private static byte[] file() {
        try (InputStream file = Objects.requireNonNull(ApiDocument.class.getResourceAsStream(FILE), FILE)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All operations in the order of their paths. The document is read at the first call. */
    List<Call> calls() {
        List<Call> known = calls;
        if (known == null) {
            known = read();
            calls = known;
        }
        return known;
    }

    private List<Call> read() {
        JsonNode document = json.readTree(bytes());
        List<Call> all = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(call -> all.add(call(document, path.getKey(), call.getKey(), call.getValue()))));
        return List.copyOf(all);
    }

    private Call call(JsonNode document, String path, String method, JsonNode call) {
        List<Line> parameters = new ArrayList<>();
        for (JsonNode each : call.path("parameters")) {
            JsonNode parameter = resolved(document, each);
            parameters.add(new Line(
                    parameter.path("name").asString(),
                    parameter.path("description").asString("")));
        }
        List<Line> answers = new ArrayList<>();
        call.path("responses")
                .properties()
                .forEach(answer -> answers.add(new Line(
                        answer.getKey(),
                        resolved(document, answer.getValue())
                                .path("description")
                                .asString(""))));
        return new Call(
                call.path("operationId").asString(),
                method.toUpperCase(Locale.ROOT),
                path,
                call.path("summary").asString(),
                call.path("description").asString(""),
                who(call.path("security")),
                parameters,
                example(call),
                answers);
    }

    private static String who(JsonNode security) {
        return security.isEmpty() || security.path(0).isEmpty() ? "anyone" : "signed-in";
    }

    private @Nullable String example(JsonNode call) {
        for (JsonNode content : call.path("requestBody").path("content")) {
            for (JsonNode example : content.path("examples")) {
                return json.writerWithDefaultPrettyPrinter().writeValueAsString(example.path("value"));
            }
        }
        return null;
    }

    private static JsonNode resolved(JsonNode document, JsonNode node) {
        String reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : document.at(reference.substring(1));
    }
}
