package io.holdfast.web;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import io.holdfast.runtime.BackgroundLoop;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/** Who may call what. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class SecurityConfiguration {

    private static final Duration JWKS_TIMEOUT = Duration.ofSeconds(2);
    private static final int JWKS_MAX_BYTES = 64 * 1024;

    @Bean
    SessionCookie sessionCookie(WebProperties properties) {
        return new SessionCookie(properties.secureCookies());
    }

    @Bean
    RevokedSessions revokedSessions(ObjectProvider<Clock> clock) {
        return new RevokedSessions(clock.getIfAvailable(Clock::systemUTC));
    }

    @Bean
    @ConditionalOnMissingBean
    CachedKeys signingKeys(WebProperties properties, ObjectProvider<SslBundles> bundles, ObjectProvider<Clock> clock)
            throws MalformedURLException {
        URL url = properties.jwksUri().toURL();
        int timeout = (int) JWKS_TIMEOUT.toMillis();
        return new CachedKeys(
                () -> JWKSet.parse(new DefaultResourceRetriever(
                                timeout, timeout, JWKS_MAX_BYTES, true, tlsNow(properties.tlsBundle(), bundles))
                        .retrieveResource(url)
                        .getContent()),
                clock.getIfAvailable(Clock::systemUTC));
    }

    /** By the certificates that the bundle has now; null for Java's own. */
    private static @Nullable SSLSocketFactory tlsNow(@Nullable String bundle, ObjectProvider<SslBundles> bundles) {
        return bundle == null
                ? null
                : bundles.getObject().getBundle(bundle).createSslContext().getSocketFactory();
    }

    @Bean
    BackgroundLoop keysAtStart(CachedKeys keys) {
        return KeysAtStart.loop(keys);
    }

    @Bean
    @ConditionalOnMissingBean
    JwtDecoder sessionTokenDecoder(CachedKeys keys, WebProperties properties, ObjectProvider<Clock> clocks) {
        Clock clock = clocks.getIfAvailable(Clock::systemUTC);
        return new VerifiedTokens(SessionTokens.decoder(keys, clock, properties.untypedTokensUntil()), clock);
    }

    @Bean
    SecurityFilterChain holdfastSecurity(
            HttpSecurity http,
            WebProperties properties,
            SessionCookie cookie,
            JwtDecoder decoder,
            RevokedSessions revoked,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems,
            @Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> routes)
            throws Exception {
        http.setSharedObject(RequestCache.class, new NullRequestCache());
        return http.csrf(AbstractHttpConfigurer::disable) // SameOriginFilter protects without tokens
                // There are no HTTP sessions. Controllers ask for a Caller, not the servlet container.
                .sessionManagement(AbstractHttpConfigurer::disable)
                .securityContext(context -> context.securityContextRepository(new NullSecurityContextRepository()))
                .servletApi(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .headers(headers -> addTo(headers, properties))
                .addFilterBefore(new SameOriginFilter(cookie, problems), AnonymousAuthenticationFilter.class)
                .addFilterBefore(
                        new SessionFilter(cookie, decoder, revoked, anyOf(properties.guestRoutes())),
                        AnonymousAuthenticationFilter.class)
                .addFilterBefore(
                        new SecondFactorFilter(
                                properties.secondFactorForRefunds()
                                        ? anyOf(properties.refundRoutes())
                                        : anyOf(List.of()),
                                problems),
                        AnonymousAuthenticationFilter.class)
                .authorizeHttpRequests(routesOf -> routesOf
                        // The first dispatch was authorized already.
                        .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC, DispatcherType.FORWARD)
                        .permitAll()
                        .requestMatchers("/actuator/health/**", "/actuator/info")
                        .permitAll()
                        // Prometheus runs on another machine; NotForTheGateway refuses requests through a gateway.
                        .requestMatchers("/actuator/prometheus")
                        .permitAll()
                        .requestMatchers("/actuator/**")
                        .access((authentication, context) ->
                                new AuthorizationDecision(isThisMachine(context.getRequest())))
                        .requestMatchers(matchersOf(properties.publicRoutes()))
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .exceptionHandling(refused -> refused.authenticationEntryPoint((request, response, denied) ->
                                problems.resolveException(request, response, null, refusal(request, routes)))
                        .accessDeniedHandler((request, response, denied) ->
                                problems.resolveException(request, response, null, denied)))
                .build();
    }

    /** What an answer of the API is: data, to be taken for nothing else, embedded nowhere, kept by no cache. */
    private static void addTo(HeadersConfigurer<HttpSecurity> headers, WebProperties properties) {
        headers.contentSecurityPolicy(policy ->
                        policy.policyDirectives("default-src 'none'; base-uri 'none'; frame-ancestors 'none'"))
                .referrerPolicy(policy -> policy.policy(ReferrerPolicyHeaderWriter.ReferrerPolicy.NO_REFERRER))
                .crossOriginResourcePolicy(policy ->
                        policy.policy(CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy.SAME_ORIGIN));
        if (properties.secureCookies() && properties.hsts().isPositive()) {
            headers.httpStrictTransportSecurity(hsts -> hsts.requestMatcher(AnyRequestMatcher.INSTANCE)
                    .includeSubDomains(true)
                    .maxAgeInSeconds(properties.hsts().toSeconds()));
        } else {
            headers.httpStrictTransportSecurity(HeadersConfigurer.HstsConfig::disable);
        }
    }

    /** No spans for filters: there are too many, and observing a filter costs as much as running it. */
    @Bean
    SecurityObservationSettings unobservedFilters() {
        return SecurityObservationSettings.noObservations();
    }

    /** Lets any method through to the routes, which answer one they do not have with {@code 405} and the methods they have. */
    @Bean
    HttpFirewall anyMethod() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        PlainAscii.addTo(firewall);
        return firewall;
    }

    @Bean
    RequestRejectedHandler rejectedRequestProblem(
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        return (request, response, rejected) -> problems.resolveException(request, response, null, rejected);
    }

    /** Why an anonymous request is refused: a route that does not exist is a 404, since signing in would not help. */
    private static Exception refusal(HttpServletRequest request, ObjectProvider<RequestMappingHandlerMapping> routes) {
        if (request.getRequestURI().startsWith("/actuator/")) {
            return ProblemException.notFound();
        }
        if (request.getAttribute(SessionFilter.UNVERIFIABLE) != null) {
            return ProblemException.unavailable(
                    "Sessions cannot be verified right now. Try again shortly.", Duration.ofSeconds(2));
        }
        try {
            ServletRequestPathUtils.parseAndCache(request);
            HandlerExecutionChain route = routes.getObject().getHandler(request);
            return route != null
                    ? ProblemException.unauthenticated()
                    : new NoHandlerFoundException(
                            request.getMethod(),
                            request.getRequestURI(),
                            new ServletServerHttpRequest(request).getHeaders());
        } catch (Exception e) {
            return e;
        }
    }

    private static RequestMatcher anyOf(List<String> routes) {
        return routes.isEmpty() ? request -> false : new OrRequestMatcher(matchersOf(routes));
    }

    private static RequestMatcher[] matchersOf(List<String> routes) {
        PathPatternRequestMatcher.Builder paths = PathPatternRequestMatcher.withDefaults();
        List<RequestMatcher> matchers = new ArrayList<>();
        for (String route : routes) {
            String[] words = route.strip().split("\\s+", 2);
            if (words.length == 1) {
                matchers.add(paths.matcher(words[0]));
                continue;
            }
            HttpMethod method = HttpMethod.valueOf(words[0]);
            matchers.add(paths.matcher(method, words[1]));
            if (method.equals(HttpMethod.GET)) {
                matchers.add(paths.matcher(HttpMethod.HEAD, words[1]));
            }
        }
        return matchers.toArray(RequestMatcher[]::new);
    }

    /** By the socket's own address, which no forwarded header can change. */
    private static boolean isThisMachine(HttpServletRequest request) {
        Object peer = request.getAttribute(PeerAddressValve.PEER_ADDRESS);
        try {
            return peer != null && InetAddress.getByName(peer.toString()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
