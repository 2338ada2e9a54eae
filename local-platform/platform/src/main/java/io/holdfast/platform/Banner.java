package io.holdfast.platform;

import java.time.Duration;

/** What is printed once everything runs. */
final class Banner {

    private Banner() {}

    static String text(String url, String database, String broker, String mails, Options options, Duration startUp) {
        StringBuilder text = new StringBuilder("\n");
        line(text, "Holdfast is running", url);
        if (options.demoData()) {
            line(text, "Buyer", DemoData.BUYER + "  /  " + DemoData.PASSWORD);
            line(text, "Organizer", DemoData.ORGANIZER + "  /  " + DemoData.PASSWORD);
        }
        line(text, "Test cards", "tok_visa pays, tok_chargeDeclined is declined, tok_slow takes seconds,");
        line(text, "", "tok_captureFails fails after the authorization, tok_providerDown finds no provider");
        line(text, "Database", database);
        line(text, "Broker", broker);
        line(text, "Mails", mails);
        if (options.replicas() > 1) {
            line(text, "Replicas", "%d processes of each service".formatted(options.replicas()));
        }
        line(text, "Data", options.data() + "  (kept between runs; --fresh throws it away)");
        text.append("\n  Up after %.1f s. Ctrl-C stops everything.\n".formatted(startUp.toMillis() / 1000.0));
        return text.toString();
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append("  %-21s%s\n".formatted(label, value));
    }
}
