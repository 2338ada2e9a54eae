package io.holdfast.platform;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.apidocs.ApiFile;
import io.holdfast.apidocs.MergedDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code docs/api/openapi.json} consists of the documents of all services, with the routes of the gateway. */
class ApiDocumentTests {

    private static final List<String> SERVICES =
            List.of("auth-service", "events-service", "orders-service", "payments-service");

    @Test
    void isTheServicesDocumentsAsOne() {
        List<JsonNode> documents =
                SERVICES.stream().map(name -> ApiFile.named(name).read()).toList();
        ApiFile.named("openapi").mustBe(MergedDocument.of(documents));
    }

    @Test
    void everyCallHasAnIdOfItsOwn() {
        List<String> ids = ApiFile.named("openapi").read().path("paths").findValuesAsString("operationId");
        assertThat(ids).hasSizeGreaterThan(100).doesNotHaveDuplicates();
    }

    @Test
    void theGatewaySendsEveryCallToTheServiceThatDocumentsIt() {
        IngressRules rules = IngressRules.packaged();
        for (String service : SERVICES) {
            for (String path : ApiFile.named(service).read().path("paths").propertyNames()) {
                assertThat(rules.match(path.replaceAll("\\{\\w+}", "x"))
                                .orElseThrow()
                                .service())
                        .as(path)
                        .isEqualTo(service);
            }
        }
    }

    @Test
    void callsThatMayNeedASecondFactorSaySo() {
        for (String service : SERVICES) {
            Set<String> documented = new TreeSet<>();
            ApiFile.named(service)
                    .read()
                    .path("paths")
                    .properties()
                    .forEach(path -> path.getValue().properties().forEach(call -> {
                        if (call.getValue().toString().contains("`second-factor-needed`")) {
                            documented.add(call.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                        }
                    }));
            assertThat(refundRoutes(service)).as(service).isEqualTo(documented);
        }
    }

    private static Set<String> refundRoutes(String service) {
        YamlPropertiesFactoryBean settings = new YamlPropertiesFactoryBean();
        settings.setResources(new ClassPathResource(service + ".yaml"));
        Set<String> routes = new TreeSet<>();
        Objects.requireNonNull(settings.getObject()).forEach((name, value) -> {
            if (name.toString().startsWith("holdfast.web.refunds[")) {
                routes.add(value.toString());
            }
        });
        return routes;
    }

    @Test
    void thePostmanCollectionMakesEveryCall() throws IOException {
        Set<String> calls = new TreeSet<>();
        ApiFile.named("openapi")
                .read()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> calls.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        requests(collection()).forEach(made -> calls.removeIf(made::matches));
        assertThat(calls).as("calls that the collection does not make").isEmpty();
    }

    /** A script of a request sees nothing of others. */
    @Test
    void theScriptsOfTheCollectionDefineWhatTheyUse() throws IOException {
        List<String> scripts = collection().findValues("exec").stream()
                .map(lines -> lines.valueStream().map(JsonNode::asString).collect(joining("\n")))
                .toList();
        assertThat(scripts)
                .filteredOn(script -> script.contains("problem("))
                .isNotEmpty()
                .allMatch(script -> script.contains("const problem = "));
    }

    private static JsonNode collection() throws IOException {
        Path file = RunningHoldfast.checkout().resolve("postman/holdfast.postman_collection.json");
        return JsonMapper.shared().readTree(Files.readString(file));
    }

    private static Stream<Request> requests(JsonNode item) {
        Stream<Request> own = item.has("request")
                ? Stream.of(new Request(
                        item.path("request").path("method").asString(),
                        item.path("request").path("url").path("raw").asString()))
                : Stream.empty();
        return Stream.concat(own, item.path("item").valueStream().flatMap(ApiDocumentTests::requests));
    }

    /** An id that does not exist. The collection uses it for the stream: one of an event that exists would never end. */
    private static final String UNKNOWN_ID = "nothing-here";

    /** A request of the collection. */
    private record Request(String method, String address) {

        /** @param call such as {@code GET /api/orders/{id}} */
        boolean matches(String call) {
            List<String> wanted = List.of(call.split("[ /]", -1));
            String path = address.replace("{{baseUrl}}", "").replaceFirst("\\?.*", "");
            List<String> made = List.of((method + " " + path).split("[ /]", -1));
            return wanted.size() == made.size()
                    && IntStream.range(0, wanted.size())
                            .allMatch(i -> wanted.get(i).startsWith("{")
                                    ? made.get(i).startsWith("{{")
                                            || made.get(i).equals(UNKNOWN_ID)
                                    : wanted.get(i).equals(made.get(i)));
        }
    }
}
