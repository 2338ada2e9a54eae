package io.holdfast.auth;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;

/**
 * The identity provider with which people may sign in (OpenID Connect), if there is one. It has to know {@code /signin/callback} of the
 * pages as a redirect URI.
 *
 * @param issuer its address, at which {@code /.well-known/openid-configuration} is found; null for none
 * @param clientId as which it knows this site
 * @param clientSecret that goes with it
 * @param name for the button on the sign-in page; the issuer's host if empty
 * @param scopes what is asked for; {@code openid} must be among them, and without {@code email} no account can be found by address
 * @param timeout for each request to it
 */
@ConfigurationProperties("holdfast.auth.identity-provider")
public record IdentityProviderProperties(
        @Nullable URI issuer,
        @DefaultValue("") String clientId,
        @DefaultValue("") String clientSecret,
        @DefaultValue("") String name,
        @DefaultValue({"openid", "email", "profile"}) Set<String> scopes,
        @DefaultValue("5s") Duration timeout) {

    public IdentityProviderProperties {
        scopes = Set.copyOf(scopes);
        if (issuer != null && isSet(issuer)) {
            require(
                    StringUtils.hasText(clientId) && StringUtils.hasText(clientSecret),
                    "an issuer needs client-id and client-secret");
            require(scopes.contains("openid"), "scopes must contain openid");
            require(
                    "https".equals(issuer.getScheme()) || ("http".equals(issuer.getScheme()) && isLoopback(issuer)),
                    "the issuer must begin with https://");
        }
    }

    public boolean isOn() {
        return isSet(issuer);
    }

    /** What people know it by. */
    public String displayName() {
        return StringUtils.hasText(name) || issuer == null ? name.strip() : issuer.getHost();
    }

    private static boolean isSet(@Nullable URI issuer) {
        return issuer != null && !issuer.toString().isBlank();
    }

    private static boolean isLoopback(URI issuer) {
        try {
            return issuer.getHost() != null
                    && InetAddress.getByName(issuer.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException("holdfast.auth.identity-provider: " + message);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "IdentityProvider[" + issuer + "]";
    }
}
