package io.holdfast.identityprovider;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class IdentityProviderServerTests {

    @Test
    void aPageAsksForCredentialsInASessionAndTheIconDoesNeither() throws Exception {
        try (IdentityProviderServer provider = IdentityProviderServer.start("http://localhost/signin/callback");
                HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> form = get(http, provider, "/login");
            assertThat(form.body()).contains("Please sign in");
            assertThat(form.headers().allValues("set-cookie")).isNotEmpty();

            HttpResponse<String> icon = get(http, provider, "/favicon.ico");
            assertThat(icon.statusCode()).isEqualTo(404);
            assertThat(icon.headers().allValues("set-cookie")).isEmpty();
        }
    }

    private static HttpResponse<String> get(HttpClient http, IdentityProviderServer provider, String path)
            throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(provider.url() + path))
                .header("Accept", "text/html")
                .header("Cookie", "JSESSIONID=0123456789ABCDEF0123456789ABCDEF")
                .build();
        return http.send(request, BodyHandlers.ofString());
    }
}
