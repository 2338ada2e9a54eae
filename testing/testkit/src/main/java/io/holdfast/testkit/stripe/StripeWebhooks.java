package io.holdfast.testkit.stripe;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Webhooks signed as Stripe signs them, each sent until it is received. They can be held back, and then be sent late, in the opposite order
 * and more than once.
 */
public final class StripeWebhooks {

    private static final Duration PAUSE = Duration.ofMillis(300);

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger number = new AtomicInteger();
    private final List<String> held = Collections.synchronizedList(new ArrayList<>());
    private final URI target;
    private final String secret;
    private volatile boolean holding;
    private volatile boolean over;

    StripeWebhooks(URI target, String secret) {
        this.target = target;
        this.secret = secret;
    }

    /** Keeps webhooks back from now on. */
    public void hold() {
        holding = true;
    }

    /** Sends what was kept back, the newest first and each of it twice, and keeps nothing back from now on. Returns when all of it is received. */
    public void sendHeld() {
        holding = false;
        List<String> late;
        synchronized (held) {
            late = List.copyOf(held.reversed());
            held.clear();
        }
        for (String body : late) {
            deliver(body);
            deliver(body);
        }
    }

    /** Something happened to an object. */
    void happened(String type, String object) {
        String body =
                "{\"id\":\"evt_%d\",\"object\":\"event\",\"type\":\"%s\",\"api_version\":\"2020-08-27\",\"data\":{\"object\":%s}}"
                        .formatted(number.incrementAndGet(), type, object);
        if (holding) {
            held.add(body);
        } else {
            Thread.ofVirtual().start(() -> deliver(body));
        }
    }

    private void deliver(String body) {
        try {
            while (!over && !isReceived(body)) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isReceived(String body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(target)
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("Stripe-Signature", signature(body, secret))
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** The header {@code Stripe-Signature} of a body that is sent now. */
    public static String signature(String body, String secret) {
        long now = Instant.now().getEpochSecond();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] hash = mac.doFinal((now + "." + body).getBytes(StandardCharsets.UTF_8));
            return "t=%d,v1=%s".formatted(now, HexFormat.of().formatHex(hash));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    void stop() {
        over = true;
    }
}
