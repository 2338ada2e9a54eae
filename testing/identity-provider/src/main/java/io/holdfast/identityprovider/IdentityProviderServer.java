package io.holdfast.identityprovider;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcUserInfoAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.filter.DelegatingFilterProxy;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * A real OpenID Connect provider, Spring Authorization Server, on a port of this machine. It insists on PKCE. People sign in by its form,
 * with their subject and {@link #PASSWORD}.
 */
public final class IdentityProviderServer implements AutoCloseable {

    public static final String CLIENT = "holdfast";
    public static final String SECRET = "a secret of the client";
    public static final String PASSWORD = "password";

    private static final int KEY_BITS = 2048;

    /** @param email null if the provider does not know one */
    private record Person(@Nullable String email, boolean verified, String name) {}

    private final Map<String, Person> people = new ConcurrentHashMap<>();
    private final InMemoryRegisteredClientRepository clients;
    private final AnnotationConfigServletWebServerApplicationContext context;
    private final String url;

    private IdentityProviderServer(String redirectUri) {
        clients = new InMemoryRegisteredClientRepository(client(redirectUri));
        int port = freePort();
        url = "http://localhost:" + port;
        context = new AnnotationConfigServletWebServerApplicationContext();
        context.registerBean(TomcatServletWebServerFactory.class, () -> new TomcatServletWebServerFactory(port));
        context.registerBean(DispatcherServlet.class, () -> new DispatcherServlet());
        context.registerBean(
                AuthorizationServerSettings.class,
                () -> AuthorizationServerSettings.builder().issuer(url).build());
        context.registerBean(RegisteredClientRepository.class, () -> clients);
        context.registerBean(UserDetailsService.class, () -> this::user);
        ImmutableJWKSet<SecurityContext> keys = keys();
        context.registerBean("jwkSource", ImmutableJWKSet.class, () -> keys);
        context.registerBean(JwtDecoder.class, () -> OAuth2AuthorizationServerConfiguration.jwtDecoder(keys));
        context.registerBean("claims", Claims.class, () -> new Claims(people));
        context.register(Security.class);
        context.refresh();
    }

    /** @param redirectUri where people may be sent back to */
    public static IdentityProviderServer start(String redirectUri) {
        return new IdentityProviderServer(redirectUri);
    }

    /** From now on people may be sent back there, and nowhere else. */
    public void sendBackTo(String redirectUri) {
        clients.save(client(redirectUri));
    }

    /** The issuer's address. */
    public String url() {
        return url;
    }

    /**
     * Adds a person, or replaces one.
     *
     * @param subject with which the person signs in, made of characters that a form field may have
     * @param email null for none
     * @param verified whether the provider says that it is the person's
     */
    public void add(String subject, @Nullable String email, boolean verified, String name) {
        people.put(subject, new Person(email, verified, name));
    }

    private UserDetails user(String subject) {
        if (!people.containsKey(subject)) {
            throw new UsernameNotFoundException("no such person");
        }
        return User.withUsername(subject)
                .password("{noop}" + PASSWORD)
                .roles("USER")
                .build();
    }

    private static RegisteredClient client(String redirectUri) {
        return RegisteredClient.withId(CLIENT)
                .clientId(CLIENT)
                .clientSecret("{noop}" + SECRET)
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri(redirectUri)
                .scope("openid")
                .scope("email")
                .scope("profile")
                .clientSettings(ClientSettings.builder()
                        .requireProofKey(true)
                        .requireAuthorizationConsent(false)
                        .build())
                .build();
    }

    private static ImmutableJWKSet<SecurityContext> keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            KeyPair pair = generator.generateKeyPair();
            return new ImmutableJWKSet<>(new JWKSet(new RSAKey.Builder((RSAPublicKey) pair.getPublic())
                    .privateKey((RSAPrivateKey) pair.getPrivate())
                    .keyID("key")
                    .build()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }

    /** What ID tokens tell of a person. A class of its own: it is found by its type. */
    private record Claims(Map<String, Person> people) implements OAuth2TokenCustomizer<JwtEncodingContext> {

        @Override
        public void customize(JwtEncodingContext token) {
            if (!OidcParameterNames.ID_TOKEN.equals(token.getTokenType().getValue())) {
                return;
            }
            Person person = people.get(
                    Objects.requireNonNull(token.<Authentication>getPrincipal()).getName());
            if (person != null) {
                token.getClaims().claim("name", person.name());
                if (person.email() != null) {
                    token.getClaims().claim("email", person.email()).claim("email_verified", person.verified());
                }
            }
        }
    }

    /** One chain for the protocol and the form. */
    @EnableWebSecurity
    static class Security {

        @Bean
        SecurityFilterChain all(HttpSecurity http) throws Exception {
            return http.oauth2AuthorizationServer(server -> server.oidc(
                            oidc -> oidc.userInfoEndpoint(endpoint -> endpoint.userInfoMapper(Security::userInfo))))
                    // A browser asks for the icon beside everything else. If it were sent to the form for that, it
                    // would get a new
                    // session, and lose the one in which a person has just signed in.
                    .authorizeHttpRequests(requests -> requests.requestMatchers("/favicon.ico")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .oauth2ResourceServer(resources -> resources.jwt(Customizer.withDefaults()))
                    .formLogin(Customizer.withDefaults())
                    .build();
        }

        /** What the ID token tells, too. */
        private static OidcUserInfo userInfo(OidcUserInfoAuthenticationContext asked) {
            OAuth2Authorization.Token<OidcIdToken> token =
                    Objects.requireNonNull(asked.getAuthorization().getToken(OidcIdToken.class));
            return new OidcUserInfo(token.getToken().getClaims());
        }

        @Bean
        FilterRegistrationBean<DelegatingFilterProxy> securityFilter(GenericWebApplicationContext context) {
            FilterRegistrationBean<DelegatingFilterProxy> filter =
                    new FilterRegistrationBean<>(new DelegatingFilterProxy("springSecurityFilterChain", context));
            filter.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ERROR));
            return filter;
        }
    }
}
