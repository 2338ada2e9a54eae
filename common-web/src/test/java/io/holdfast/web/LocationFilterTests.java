package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;

class LocationFilterTests {

    @ParameterizedTest
    @CsvSource({
        "https://example.org/tickets, /api/orders/1, /tickets/api/orders/1",
        "https://example.org/tickets/, /api/orders/1, /tickets/api/orders/1",
        "https://example.org/a/b, /api/orders/1, /a/b/api/orders/1",
        "https://example.org, /api/orders/1, /api/orders/1",
        "https://example.org/, /api/orders/1, /api/orders/1",
        "https://example.org/tickets, https://other.example/x, https://other.example/x",
    })
    void whatWasCreatedIsUnderThePublicAddress(URI publicUrl, String location, String sent) throws Exception {
        MockHttpServletResponse answer = new MockHttpServletResponse();
        MockFilterChain created = new MockFilterChain() {
            @Override
            public void doFilter(jakarta.servlet.ServletRequest request, jakarta.servlet.ServletResponse response) {
                ((HttpServletResponse) response).addHeader("Location", location);
                ((HttpServletResponse) response).addHeader("X-Other", "/x");
            }
        };
        new LocationFilter(settings(publicUrl).prefix()).doFilter(new MockHttpServletRequest(), answer, created);
        assertThat(answer.getHeader("Location")).isEqualTo(sent);
        assertThat(answer.getHeader("X-Other")).isEqualTo("/x");
    }

    private static WebProperties settings(URI publicUrl) {
        return new WebProperties(
                URI.create("http://localhost/keys"),
                List.of(),
                List.of(),
                List.of(),
                false,
                false,
                DataSize.ofMegabytes(1),
                Duration.ZERO,
                Instant.EPOCH,
                Duration.ZERO,
                null,
                publicUrl);
    }
}
