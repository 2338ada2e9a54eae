package io.holdfast.webclient.site;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How browsers reach the site: the settings of the other services, with the same names.
 *
 * @param secureCookies whether there is TLS in front, so that cookies are {@code Secure}
 * @param hsts how long browsers insist on TLS ({@code Strict-Transport-Security}), if there is TLS; zero for not at all
 * @param publicUrl the address of the site as browsers know it, such as {@code https://tickets.example.org}; null for that of each
 *     request. Needed if a proxy in front rewrites {@code Host} and sends no {@code X-Forwarded-Host}, and if it removes the beginning of
 *     the path: {@code https://example.org/tickets}.
 */
@ConfigurationProperties("holdfast.web")
record TransportProperties(
        @DefaultValue("false") boolean secureCookies,
        @DefaultValue("365d") Duration hsts,
        @Nullable URI publicUrl) {}
