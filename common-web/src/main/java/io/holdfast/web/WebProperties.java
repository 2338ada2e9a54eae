package io.holdfast.web;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of every HTTP service.
 *
 * @param jwksUri where auth-service publishes its keys
 * @param publicRoutes what is open to anyone, such as {@code GET /api/events/**} (without a method: all of them)
 * @param guestRoutes what a guest, who has no account, may call; everywhere else a guest is not signed in
 * @param refundRoutes what gives money back
 * @param secondFactorForRefunds whether that needs a session that was begun with a second factor
 * @param secureCookies whether the session cookie is {@code Secure} and {@code __Host-}: wherever there is TLS
 * @param maxBody the largest request body
 * @param revocationReplay how far back a starting replica asks for ended sessions: the life of a token and then some
 * @param untypedTokensUntil until when tokens without type and audience are accepted, as they were before December 2026: the life of a
 *     session after the update
 * @param hsts how long browsers insist on TLS ({@code Strict-Transport-Security}), if cookies are secure; zero for not at all
 * @param tlsBundle the name of the {@code spring.ssl.bundle} whose authorities vouch for other services; null for those that Java trusts
 * @param publicUrl the address of the site as clients know it; null for that of each request. Needed if a proxy in front removes the
 *     beginning of the path
 */
@Validated
@ConfigurationProperties("holdfast.web")
public record WebProperties(
        URI jwksUri,
        @Name("public") @DefaultValue List<String> publicRoutes,
        @Name("guest") @DefaultValue List<String> guestRoutes,
        @Name("refunds") @DefaultValue List<String> refundRoutes,
        @DefaultValue("false") boolean secondFactorForRefunds,
        @DefaultValue("false") boolean secureCookies,
        @DefaultValue("1MB") DataSize maxBody,
        @DefaultValue("20m") Duration revocationReplay,
        @DefaultValue("2027-01-31T00:00:00Z") Instant untypedTokensUntil,
        @DefaultValue("365d") Duration hsts,
        @Nullable String tlsBundle,
        @Nullable URI publicUrl) {

    /** What the path of every public address begins with, such as {@code /tickets}; empty for nothing. */
    String prefix() {
        return publicUrl == null || publicUrl.getRawPath() == null
                ? ""
                : publicUrl.getRawPath().replaceAll("/+$", "");
    }
}
