package io.holdfast.webclient.site;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How browsers reach the site: the settings of the other services, with the same names.
 *
 * @param secureCookies whether there is TLS in front, so that cookies are {@code Secure}
 * @param hsts how long browsers insist on TLS ({@code Strict-Transport-Security}), if there is TLS; zero for not at all
 */
@ConfigurationProperties("holdfast.web")
record TransportProperties(
        @DefaultValue("false") boolean secureCookies,
        @DefaultValue("365d") Duration hsts) {}
