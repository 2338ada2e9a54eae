package io.holdfast.testkit;

import com.sun.net.httpserver.HttpServer;
import io.jsonwebtoken.Jwts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Replaces auth-service in tests: a signing key of its own, a JWKS endpoint on loopback, and sessions of any user. The key is always the
 * same, and a token is used for half an hour: with the JDK's quick compiler, which tests use, RSA took a fifth of their time.
 */
public final class TestIdentity {

    private static final String KEY_ID = "test";
    private static final Duration LASTS = Duration.ofHours(1);

    /** A session with less than this left is signed anew. */
    private static final Duration LAST_PART = Duration.ofMinutes(30);

    private final RSAPrivateCrtKey privateKey;
    private final HttpServer server;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final Map<String, String> guests = new ConcurrentHashMap<>();

    private record Session(String token, Instant expires) {

        boolean lasts() {
            return Instant.now().plus(LAST_PART).isBefore(expires);
        }
    }

    private TestIdentity() {
        this.privateKey = readKey();
        this.server = serve(jwks(privateKey));
    }

    /** The one that all tests of this JVM share. */
    public static TestIdentity shared() {
        return Shared.IDENTITY;
    }

    /** For {@code holdfast.web.jwks-uri}. */
    public String jwksUri() {
        return "http://127.0.0.1:%d/.well-known/jwks.json"
                .formatted(server.getAddress().getPort());
    }

    /** The value of an {@code Authorization} header. */
    public String bearer(String userId) {
        return "Bearer " + token(userId);
    }

    /** From now on this user is a guest with this address, who has no account. */
    public void isGuest(String userId, String email) {
        guests.put(userId, email);
        sessions.remove(userId);
    }

    /** A session that lasts for half an hour at least. */
    public String token(String userId) {
        return sessions.compute(userId, (id, known) -> known != null && known.lasts() ? known : session(id))
                .token();
    }

    private Session session(String userId) {
        Instant expires = Instant.now().plus(LASTS);
        String guest = guests.get(userId);
        String token = guest == null ? token(userId, "session-" + userId, expires) : guestToken(userId, guest, expires);
        return new Session(token, expires);
    }

    /** The token of a guest, who has no account. */
    public String guestToken(String guestId, String email) {
        return guestToken(guestId, email, Instant.now().plus(LASTS));
    }

    private String guestToken(String guestId, String email, Instant expires) {
        return token(guestId, email, "holdfast-guest", "session-" + guestId, expires, Map.of());
    }

    /** A session with an id and an end of your choice. */
    public String token(String userId, String sessionId, Instant expires) {
        return token(userId, userId + "@example.com", "holdfast", sessionId, expires, Map.of());
    }

    /** The value of an {@code Authorization} header with another claim that is true, such as {@code operator}. */
    public String bearerWith(String userId, String claim) {
        Instant expires = Instant.now().plus(LASTS);
        return "Bearer "
                + token(userId, userId + "@example.com", "holdfast", "session-" + userId, expires, Map.of(claim, true));
    }

    private String token(
            String userId, String email, String audience, String sessionId, Instant expires, Map<String, ?> claims) {
        return Jwts.builder()
                .header()
                .keyId(KEY_ID)
                .type("JWT")
                .and()
                .issuer("holdfast")
                .audience()
                .add(audience)
                .and()
                .subject(userId)
                .claim("email", email)
                .claim("name", "Name of " + userId)
                .claim("sid", sessionId)
                .claims(claims)
                .issuedAt(Date.from(expires.minus(LASTS)))
                .expiration(Date.from(expires))
                .signWith(privateKey, Jwts.SIG.PS256)
                .compact();
    }

    private static String jwks(RSAPrivateCrtKey key) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return """
                {"keys":[{"kty":"RSA","kid":"%s","use":"sig","alg":"PS256","n":"%s","e":"%s"}]}""".formatted(
                        KEY_ID,
                        encoder.encodeToString(unsigned(key.getModulus().toByteArray())),
                        encoder.encodeToString(unsigned(key.getPublicExponent().toByteArray())));
    }

    /** A big integer's bytes without the leading zero of its sign. */
    private static byte[] unsigned(byte[] bytes) {
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static RSAPrivateCrtKey readKey() {
        try (InputStream pem = TestIdentity.class.getResourceAsStream("signing-key-of-tests.pem")) {
            String base64 =
                    new String(pem.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("(?m)^(#|-----).*$", "");
            return (RSAPrivateCrtKey) KeyFactory.getInstance("RSA")
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpServer serve(String jwks) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            byte[] body = jwks.getBytes(StandardCharsets.UTF_8);
            server.createContext("/.well-known/jwks.json", exchange -> {
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.setExecutor(task -> Thread.ofVirtual().start(task));
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {
        static final TestIdentity IDENTITY = new TestIdentity();
    }
}
