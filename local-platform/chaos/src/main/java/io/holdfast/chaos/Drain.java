package io.holdfast.chaos;

import io.holdfast.check.Check;
import io.holdfast.check.Finding;
import io.holdfast.check.Report;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Waits for the fact that everything has been handled: no message and no work is pending, and no order is undecided. */
final class Drain {

    /** Far longer than any retry waits: what is still pending then is stuck. */
    private static final Duration LIMIT = Duration.ofMinutes(6);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final SystemUnderTest system;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    Drain(SystemUnderTest system) {
        this.system = system;
    }

    /**
     * How it ended.
     *
     * @param findings what is wrong, dead letters included; empty when everything was handled
     * @param seconds how long it took
     * @param summary what was looked at
     */
    record Outcome(List<String> findings, double seconds, String summary) {}

    /** Waits for everyone who ordered. */
    Outcome await(List<Client> clients) throws InterruptedException {
        long start = System.nanoTime();
        Report last = null;
        String pending = "";
        do {
            pending = notUp();
            if (pending.isEmpty()) {
                pending = undecided(clients);
            }
            if (pending.isEmpty()) {
                last = check();
                pending = pending(last);
            }
            if (pending.isEmpty()) {
                break;
            }
            Thread.sleep(PAUSE);
        } while (System.nanoTime() - start < LIMIT.toNanos());
        return outcome(last, pending, (System.nanoTime() - start) / 1e9);
    }

    private static Outcome outcome(@Nullable Report last, String pending, double seconds) {
        List<String> findings = new ArrayList<>();
        if (!pending.isEmpty()) {
            findings.add("stuck: after %.0f s without faults and clients: %s".formatted(seconds, pending));
        }
        if (last != null) {
            Stream.concat(last.wrong().stream(), last.warnings().stream())
                    .map(Finding::toString)
                    .forEach(finding -> findings.add("check: " + finding));
        }
        return new Outcome(findings, seconds, last == null ? "" : last.toString());
    }

    private String notUp() throws InterruptedException {
        try {
            String answer = http.send(
                            HttpRequest.newBuilder(URI.create(system.url() + "/healthz"))
                                    .timeout(Duration.ofSeconds(20))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            return answer.contains("DOWN") || !answer.contains("UP") ? "not all replicas can serve: " + answer : "";
        } catch (IOException e) {
            return "the gateway does not answer";
        }
    }

    private static String undecided(List<Client> clients) throws InterruptedException {
        int undecided = 0;
        for (Client client : clients) {
            undecided += (int) FinalState.orders(client).values().stream()
                    .filter(order -> order.path("status").asString("").equals("AWAITING_PAYMENT"))
                    .count();
        }
        return undecided == 0 ? "" : undecided + " orders await their payment";
    }

    private @Nullable Report check() {
        try {
            return Check.of(system.addressesForCheck()).run();
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static String pending(@Nullable Report report) {
        if (report == null) {
            return "check cannot read everything";
        }
        if (report.inFlight() > 0) {
            return "in flight: " + report.underway();
        }
        return report.isSound() ? "" : report.wrong().size() + " things are wrong";
    }
}
