package io.holdfast.apidocs;

import io.holdfast.web.Caller;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.Operator;
import io.holdfast.web.PageRequest;
import io.holdfast.web.Replay;
import io.holdfast.web.TableRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The operations, with what follows from a method's parameters: a {@link Caller} means that the user has to be signed in, an
 * {@link Operator} that it is not there for others, an {@link IdempotencyKey} that the call may be repeated, and each adds the responses it can lead to. The description of a refusal in a
 * method's {@code @ApiResponse} begins with the codes it may have: {@code "`sold-out`, `seats-taken`: why."}. The summary is the first
 * sentence of the method's Javadoc.
 */
final class Calls {

    private static final List<String> METHODS = List.of("get", "post", "put", "delete");
    private static final Set<String> SAFE = Set.of("get");
    private static final Pattern CODE = Pattern.compile("`([a-z]+(?:-[a-z]+)*)`");
    private static final String PROBLEM = "application/problem+json";

    private final ObjectNode document;
    private final JsonNode refusals;
    private final Controllers.Found found;
    private final SourceDocs docs = new SourceDocs();
    private final Set<String> ids = new HashSet<>();

    Calls(ObjectNode document, Controllers.Found found) {
        this.document = document;
        this.refusals = document.path("refusals");
        this.found = found;
    }

    void write() {
        writeCommonRefusals();
        ObjectNode paths = document.putObject("paths");
        JsonNode all = found.document().path("paths");
        for (String path : new TreeSet<>(all.propertyNames())) {
            if (path.endsWith("/")) {
                continue; // The same call as without the slash.
            }
            for (String method : METHODS) {
                if (all.path(path).path(method) instanceof ObjectNode call) {
                    HandlerMethod handler = found.methods().get(method.toUpperCase(Locale.ROOT) + " " + path);
                    if (handler == null) {
                        throw new IllegalStateException("No handler for " + method + " " + path);
                    }
                    paths.withObjectProperty(path).set(method, call(path, method, call, handler));
                }
            }
        }
    }

    private void writeCommonRefusals() {
        ObjectNode responses = ((ObjectNode) document.path("components")).putObject("responses");
        refusals.properties()
                .forEach(refusal -> responses.set(
                        componentName(refusal.getValue()),
                        refusal(
                                refusal.getKey(),
                                List.of(refusal.getValue().path("code").asString()),
                                refusal.getValue().path("description").asString())));
    }

    private ObjectNode call(String path, String method, ObjectNode springs, HandlerMethod handler) {
        Facts facts = Facts.of(handler);
        String tag = path.startsWith("/api/") ? path.split("/", -1)[2] : "users";
        String text = docs.of(handler.getBeanType(), handler.getMethod().getName());
        if (text.isEmpty()) {
            throw new IllegalStateException(handler + " has no Javadoc, whose first sentence is the call's summary");
        }
        String[] sentences = text.split("(?<=[.])\\s+", 2);
        ObjectNode call = springs.objectNode();
        call.putArray("tags").add(tag);
        call.put("operationId", id(tag, handler));
        call.put("summary", sentences[0].replaceFirst("\\.$", ""));
        if (sentences.length > 1) {
            call.put("description", sentences[1]);
        }
        call.set("security", security(facts));
        ArrayNode parameters = parameters(springs, facts);
        if (!parameters.isEmpty()) {
            call.set("parameters", parameters);
        }
        if (facts.body()) {
            call.set("requestBody", springs.path("requestBody"));
        }
        call.set("responses", responses(method, springs, facts, !parameters.isEmpty()));
        return call;
    }

    /** Programs that are generated from the document name their methods by it; texts and examples are found by it here. */
    private String id(String tag, HandlerMethod handler) {
        String id = tag + "." + handler.getMethod().getName();
        if (!ids.add(id)) {
            throw new IllegalStateException(handler
                    + " has the name of another call's method: OpenAPI wants an operationId for each, here " + id);
        }
        return id;
    }

    private ArrayNode security(Facts facts) {
        ArrayNode security = document.arrayNode();
        if (facts.caller() == Facts.Wanted.OPTIONAL) {
            security.addObject();
        }
        if (facts.caller() != Facts.Wanted.NO) {
            security.addObject().putArray("bearer");
            security.addObject().putArray("session");
        }
        return security;
    }

    private ArrayNode parameters(ObjectNode springs, Facts facts) {
        ArrayNode parameters = document.arrayNode();
        for (JsonNode parameter : springs.path("parameters")) {
            String in = parameter.path("in").asString();
            if (!facts.ours().contains(parameter.path("name").asString())) {
                if (in.equals("path")) {
                    ((ObjectNode) parameter.path("schema")).put("minLength", 1);
                }
                parameters.add(parameter);
            }
        }
        if (facts.key()) {
            parameters.addObject().put("$ref", "#/components/parameters/IdempotencyKey");
        }
        if (facts.page()) {
            parameters.addObject().put("$ref", "#/components/parameters/Size");
            parameters.addObject().put("$ref", "#/components/parameters/Cursor");
        }
        if (facts.table()) {
            addChoice(parameters, "separator", List.of("comma", "semicolon", "tab"));
            addChoice(parameters, "headings", List.of("keys", "words"));
        }
        return parameters;
    }

    private static void addChoice(ArrayNode parameters, String name, List<String> values) {
        ObjectNode schema = parameters
                .addObject()
                .put("name", name)
                .put("in", "query")
                .put("required", false)
                .putObject("schema");
        schema.put("type", "string");
        values.forEach(schema.putArray("enum")::add);
    }

    private ObjectNode responses(String method, ObjectNode springs, Facts facts, boolean hasParameters) {
        Map<String, JsonNode> all = new TreeMap<>();
        for (String status : expected(method, springs, facts, hasParameters)) {
            all.put(status, document.objectNode().put("$ref", "#/components/responses/" + commonName(status)));
        }
        springs.path("responses").properties().forEach(answer -> {
            String status = answer.getKey();
            ObjectNode response = (ObjectNode) answer.getValue();
            all.put(
                    status,
                    Integer.parseInt(status) < 400
                            ? success(status, response, facts)
                            : refusal(status, response.path("description").asString(), all.containsKey(status)));
        });
        ObjectNode responses = document.objectNode();
        all.forEach(responses::set);
        return responses;
    }

    /** The common responses of such an operation. */
    private static Set<String> expected(String method, ObjectNode springs, Facts facts, boolean hasParameters) {
        Set<String> expected = new LinkedHashSet<>();
        if (hasParameters || facts.body()) {
            expected.add("400");
        }
        if (hasParameters) {
            expected.add("414");
        }
        if (facts.caller() == Facts.Wanted.YES) {
            expected.add("401");
        }
        if (!SAFE.contains(method)) {
            expected.add("403");
        }
        if (facts.operator()) {
            expected.add("404");
        }
        for (JsonNode parameter : springs.path("parameters")) {
            if (parameter.path("in").asString().equals("path")) {
                expected.add("404");
            }
        }
        if (facts.body()) {
            expected.addAll(List.of("413", "415"));
        }
        if (facts.key()) {
            expected.add("422");
        }
        expected.add("503");
        return expected;
    }

    private ObjectNode success(String status, ObjectNode response, Facts facts) {
        ObjectNode success = document.objectNode();
        String description = response.path("description").asString();
        success.put(
                "description",
                switch (description) {
                    case "OK" -> "Done.";
                    case "Created" -> "It is there now.";
                    default -> description;
                });
        ObjectNode headers = document.objectNode();
        response.path("headers").properties().forEach(header -> headers.set(header.getKey(), header.getValue()));
        if (facts.key() && !status.startsWith("3")) {
            headers.putObject(Replay.HEADER).put("$ref", "#/components/headers/IdempotencyReplayed");
        }
        if (!headers.isEmpty()) {
            success.set("headers", headers);
        }
        if (response.path("content") instanceof ObjectNode content && !content.isEmpty()) {
            success.set("content", content);
        }
        return success;
    }

    /** @param alsoCommon whether the common refusal with this status is possible, too */
    private ObjectNode refusal(String status, String description, boolean alsoCommon) {
        Set<String> codes = new LinkedHashSet<>();
        int colon = description.indexOf(':');
        Matcher code = CODE.matcher(colon < 0 ? description : description.substring(0, colon));
        while (code.find()) {
            codes.add(code.group(1));
        }
        String text = description;
        JsonNode common = refusals.path(status);
        if (codes.isEmpty() || (alsoCommon && codes.add(common.path("code").asString()))) {
            codes.add(common.path("code").asString());
            text = description
                    + (codes.size() == 1
                            ? ""
                            : " Or: " + common.path("description").asString());
        }
        return refusal(status, List.copyOf(codes), text);
    }

    private ObjectNode refusal(String status, List<String> codes, String description) {
        ObjectNode response = document.objectNode();
        response.put("description", description);
        JsonNode header = refusals.path(status).path("header");
        if (header.isObject()) {
            response.putObject("headers")
                    .putObject(header.path("name").asString())
                    .put(
                            "$ref",
                            "#/components/headers/" + header.path("component").asString());
        }
        ObjectNode schema = response.putObject("content").putObject(PROBLEM).putObject("schema");
        ArrayNode all = schema.putArray("allOf");
        all.addObject().put("$ref", "#/components/schemas/Problem");
        ObjectNode ours = all.addObject().putObject("properties");
        ours.putObject("status").put("const", Integer.parseInt(status));
        ArrayNode values = ours.putObject("code").putArray("enum");
        codes.forEach(values::add);
        return response;
    }

    private String commonName(String status) {
        return componentName(refusals.path(status));
    }

    /** {@code body-too-large} becomes {@code BodyTooLarge}. */
    private static String componentName(JsonNode refusal) {
        StringBuilder name = new StringBuilder();
        for (String word : refusal.path("code").asString().split("-", -1)) {
            name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return name.toString();
    }

    /**
     * What follows from a method's parameters.
     *
     * @param ours the names of the parameters that are no part of the address
     */
    private record Facts(
            Wanted caller,
            boolean operator,
            boolean key,
            boolean page,
            boolean table,
            boolean body,
            List<String> ours) {

        enum Wanted {
            NO,
            OPTIONAL,
            YES
        }

        static Facts of(HandlerMethod handler) {
            Wanted caller = Wanted.NO;
            boolean operator = false;
            boolean key = false;
            boolean page = false;
            boolean table = false;
            boolean body = false;
            List<String> ours = new ArrayList<>();
            for (MethodParameter parameter : handler.getMethodParameters()) {
                Class<?> type = parameter.nestedIfOptional().getNestedParameterType();
                body |= parameter.hasParameterAnnotation(RequestBody.class);
                key |= type == IdempotencyKey.class;
                page |= type == PageRequest.class;
                table |= type == TableRequest.class;
                operator |= type == Operator.class;
                if (type == Caller.class || type == Operator.class) {
                    caller = parameter.isOptional() ? Wanted.OPTIONAL : Wanted.YES;
                }
                if (type == Caller.class
                        || type == Operator.class
                        || type == IdempotencyKey.class
                        || type == PageRequest.class
                        || type == TableRequest.class) {
                    ours.add(handler.getMethod()
                            .getParameters()[parameter.getParameterIndex()]
                            .getName());
                }
            }
            return new Facts(caller, operator, key, page, table, body, ours);
        }
    }
}
