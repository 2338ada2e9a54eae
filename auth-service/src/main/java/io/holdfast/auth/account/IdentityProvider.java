package io.holdfast.auth.account;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.holdfast.auth.IdentityProviderProperties;
import io.holdfast.mail.MailProperties;
import io.holdfast.web.ProblemException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.converter.ClaimTypeConverter;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestTemplate;

/**
 * The configured identity provider. What OpenID Connect asks of a client, among it the checks of state, nonce and ID token, is Spring
 * Security's; this asks the provider only when someone signs in, so that the service starts and works without it.
 */
@Component
class IdentityProvider {

    /** Where the provider sends people back to. */
    static final String CALLBACK = "/signin/callback";

    private static final Logger log = LoggerFactory.getLogger(IdentityProvider.class);
    private static final Duration LOOK_AGAIN = Duration.ofHours(1);
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final String ALGORITHMS = "id_token_signing_alg_values_supported";

    /** Who the provider says has signed in. */
    record Person(
            String issuer,
            String subject,
            @Nullable String email,
            boolean emailVerified,
            @Nullable String name) {}

    /** What is known of the provider, with what checks its answers. */
    private record Known(ClientRegistration registration, OidcAuthorizationCodeAuthenticationProvider checks) {}

    private final IdentityProviderProperties properties;
    private final String redirectUri;
    private final JdkClientHttpRequestFactory requests;
    private final LoadingCache<String, Known> known = Caffeine.newBuilder()
            .expireAfterWrite(LOOK_AGAIN)
            .executor(Runnable::run)
            .build(this::look);

    IdentityProvider(IdentityProviderProperties properties, MailProperties pages) {
        this.properties = properties;
        this.redirectUri = pages.links().toString().replaceAll("/+$", "") + CALLBACK;
        this.requests = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(properties.timeout()).build());
        this.requests.setReadTimeout(properties.timeout());
    }

    /** What people know it by; empty if none is configured. */
    Optional<String> name() {
        return properties.isOn() ? Optional.of(properties.displayName()) : Optional.empty();
    }

    /**
     * Where to send a person who wants to sign in.
     *
     * @throws ProblemException 404 if none is configured; 503 if it does not answer
     */
    String location(IdentityRequest request, String state) {
        return request(known().registration(), request, state).getAuthorizationRequestUri();
    }

    /**
     * Who has signed in, after all checks.
     *
     * @throws ProblemException 401 if the provider, or a check, says no; 503 if it does not answer
     */
    Person confirm(IdentityRequest request, String state, String code) {
        Known provider = known();
        ClientRegistration registration = provider.registration();
        OAuth2AuthorizationResponse answer = OAuth2AuthorizationResponse.success(code)
                .redirectUri(redirectUri)
                .state(state)
                .build();
        try {
            OAuth2AuthorizationExchange exchange =
                    new OAuth2AuthorizationExchange(request(registration, request, state), answer);
            return person(Objects.requireNonNull(
                    provider.checks().authenticate(new OAuth2LoginAuthenticationToken(registration, exchange))));
        } catch (AuthenticationException e) {
            throw isAway(e) ? away(e) : refused(e);
        }
    }

    /** The words of the provider are for the log only: anybody can put any into an address. */
    ProblemException refused(Object why) {
        log.info("A sign-in by {} was not confirmed: {}", properties.displayName(), why);
        return ProblemException.of(
                HttpStatus.UNAUTHORIZED,
                "not-confirmed",
                "%s did not confirm who you are. Sign in again.".formatted(properties.displayName()));
    }

    private OAuth2AuthorizationRequest request(ClientRegistration registration, IdentityRequest request, String state) {
        return OAuth2AuthorizationRequest.authorizationCode()
                .clientId(registration.getClientId())
                .authorizationUri(
                        Objects.requireNonNull(registration.getProviderDetails().getAuthorizationUri()))
                .redirectUri(redirectUri)
                .scopes(registration.getScopes())
                .state(state)
                .additionalParameters(Map.of(
                        OidcParameterNames.NONCE,
                        IdentityRequest.sha256(request.nonce()),
                        PkceParameterNames.CODE_CHALLENGE,
                        IdentityRequest.sha256(request.verifier()),
                        PkceParameterNames.CODE_CHALLENGE_METHOD,
                        "S256"))
                .attributes(attributes -> {
                    attributes.put(OidcParameterNames.NONCE, request.nonce());
                    attributes.put(PkceParameterNames.CODE_VERIFIER, request.verifier());
                })
                .build();
    }

    private static Person person(org.springframework.security.core.Authentication authentication) {
        OidcUser user = (OidcUser) Objects.requireNonNull(authentication.getPrincipal());
        return new Person(
                Objects.requireNonNull(user.getIssuer()).toString(),
                Objects.requireNonNull(user.getSubject()),
                user.getEmail(),
                Boolean.TRUE.equals(user.getEmailVerified()),
                user.getFullName());
    }

    private Known known() {
        if (!properties.isOn()) {
            throw ProblemException.notFound();
        }
        try {
            return Objects.requireNonNull(known.get(String.valueOf(properties.issuer())));
        } catch (RestClientException | IllegalArgumentException | IllegalStateException e) {
            throw away(e);
        }
    }

    private Known look(String issuer) {
        Map<String, Object> configuration = RestClient.builder()
                .requestFactory(requests)
                .build()
                .get()
                .uri(issuer.replaceAll("/+$", "") + "/.well-known/openid-configuration")
                .retrieve()
                .body(new ParameterizedTypeReference<>() {});
        if (configuration == null || !issuer.equals(String.valueOf(configuration.get("issuer")))) {
            throw new IllegalStateException("the configuration at " + issuer + " is of another issuer");
        }
        ClientRegistration registration = ClientRegistrations.fromOidcConfiguration(configuration)
                .registrationId("provider")
                .clientId(properties.clientId())
                .clientSecret(properties.clientSecret())
                .redirectUri(redirectUri)
                .scope(properties.scopes())
                .build();
        return new Known(registration, checks(registration));
    }

    private OidcAuthorizationCodeAuthenticationProvider checks(ClientRegistration registration) {
        RestClientAuthorizationCodeTokenResponseClient tokens = new RestClientAuthorizationCodeTokenResponseClient();
        tokens.setRestClient(RestClient.builder()
                .requestFactory(requests)
                .configureMessageConverters(converters -> converters
                        .addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
        RestTemplate plain = new RestTemplate(requests);
        plain.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
        DefaultOAuth2UserService userInfo = new DefaultOAuth2UserService();
        userInfo.setRestOperations(plain);
        OidcUserService users = new OidcUserService();
        users.setOauth2UserService(userInfo);
        OidcAuthorizationCodeAuthenticationProvider checks =
                new OidcAuthorizationCodeAuthenticationProvider(tokens, users);
        JwtDecoder decoder = decoder(registration);
        checks.setJwtDecoderFactory(_ -> decoder);
        return checks;
    }

    /** Kept, with the keys that it caches. Only signatures with a key of the provider count, none with a shared secret. */
    private JwtDecoder decoder(ClientRegistration registration) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSetUri(
                        Objects.requireNonNull(registration.getProviderDetails().getJwkSetUri()))
                .jwsAlgorithms(all -> all.addAll(algorithms(registration)))
                .restOperations(new RestTemplate(requests))
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                List.of(new JwtTimestampValidator(), new OidcIdTokenValidator(registration))));
        decoder.setClaimSetConverter(
                new ClaimTypeConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverters()));
        return decoder;
    }

    private static List<SignatureAlgorithm> algorithms(ClientRegistration registration) {
        Object supported =
                registration.getProviderDetails().getConfigurationMetadata().get(ALGORITHMS);
        List<SignatureAlgorithm> found = supported instanceof List<?> names
                ? names.stream()
                        .flatMap(name -> Stream.ofNullable(SignatureAlgorithm.from(String.valueOf(name))))
                        .toList()
                : List.of();
        return found.isEmpty() ? List.of(SignatureAlgorithm.RS256) : found;
    }

    private static boolean isAway(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ResourceAccessException || cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private ProblemException away(Exception e) {
        log.warn("{} cannot be asked: {}", properties.displayName(), e.toString());
        return ProblemException.unavailable(
                "%s does not answer right now. Try again shortly, or sign in another way."
                        .formatted(properties.displayName()),
                RETRY);
    }
}
