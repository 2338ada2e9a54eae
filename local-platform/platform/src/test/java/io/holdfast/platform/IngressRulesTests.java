package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngressRulesTests {

    private final IngressRules rules = IngressRules.packaged();

    @ParameterizedTest
    @CsvSource({
        "/, web-client",
        "/events/123, web-client",
        "/api/users/signin, auth-service",
        "/.well-known/jwks.json, auth-service",
        "/.well-known/other, web-client",
        "/api/events, events-service",
        "/api/events/, events-service",
        "/api/events/1/availability/stream, events-service",
        "/api/eventsful, web-client",
        "/api/orders/sell, orders-service",
        "/api/payments/webhooks/stripe, payments-service",
        "/API/orders, web-client",
    })
    void sendsEachPathToTheServiceOfTheManifest(String path, String service) {
        assertThat(rules.match(path))
                .get()
                .extracting(IngressRules.Route::service)
                .isEqualTo(service);
    }

    @Test
    void namesOnlyServicesThatExist() {
        assertThat(rules.routes())
                .extracting(IngressRules.Route::service)
                .allSatisfy(service ->
                        assertThat(Service.ofModule(service).module()).isEqualTo(service));
    }

    @Test
    void readsTheLimitOfABody() {
        assertThat(rules.maxBodySize()).isEqualTo(1024 * 1024);
    }

    @Test
    void triesTheLongestPathFirstInAnyOrderOfTheManifest() {
        IngressRules scrambled = IngressRules.parse("""
                kind: Ingress
                metadata: {annotations: {}}
                spec:
                  rules:
                    - http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: short}}}
                          - {path: /a/b, pathType: Prefix, backend: {service: {name: long}}}
                          - {path: /a/b/c, pathType: Exact, backend: {service: {name: exact}}}
                          - {path: /a, pathType: Prefix, backend: {service: {name: middle}}}
                """);

        assertThat(scrambled.match("/a/b/c"))
                .get()
                .extracting(IngressRules.Route::service)
                .isEqualTo("exact");
        assertThat(scrambled.match("/a/b/c/d"))
                .get()
                .extracting(IngressRules.Route::service)
                .isEqualTo("long");
        assertThat(scrambled.match("/a/bc"))
                .get()
                .extracting(IngressRules.Route::service)
                .isEqualTo("middle");
        assertThat(scrambled.match("/ab"))
                .get()
                .extracting(IngressRules.Route::service)
                .isEqualTo("short");
    }
}
