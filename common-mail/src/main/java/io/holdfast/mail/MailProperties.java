package io.holdfast.mail;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a service sends mails.
 *
 * @param smtp {@code smtp://} or {@code smtps://}, with {@code user:password@} where the server wants it; characters with a meaning in a
 *     URI are percent-encoded. Null or empty: no mail is kept or sent
 * @param plain {@code really}: also in production, the way to a mail server that does not encrypt may be plain. Null: it may not
 * @param from who the mails are from, with or without a name
 * @param links the address of the pages, in front of the links in mails
 * @param every how often mails that are due are looked for; those that are kept now are sent at once
 * @param atOnce how many mails one replica sends at the same time
 * @param timeout for each step of the conversation with the server
 * @param retryAfter the pause after the first failure; each further one is twice as long, up to {@code longestPause}
 * @param giveUpAfter for how long a mail that is not accepted is tried again
 * @param perRecipient how many mails one address gets in an hour; further ones wait
 * @param keep how long it is remembered which mails were sent: longer than the broker keeps messages
 */
@ConfigurationProperties("holdfast.mail")
public record MailProperties(
        @Nullable String smtp,
        @Nullable String plain,
        @DefaultValue("Holdfast <tickets@localhost>") String from,
        @DefaultValue("http://localhost:8080") URI links,
        @DefaultValue("2s") Duration every,
        @DefaultValue("4") int atOnce,
        @DefaultValue("20s") Duration timeout,
        @DefaultValue("15s") Duration retryAfter,
        @DefaultValue("1h") Duration longestPause,
        @DefaultValue("24h") Duration giveUpAfter,
        @DefaultValue("30") int perRecipient,
        @DefaultValue("90d") Duration keep) {

    public MailProperties {
        if (smtp != null && !smtp.isBlank() && !smtp.matches("smtps?://(?s).+")) {
            // Without the value, which has a password in it.
            throw new IllegalArgumentException("holdfast.mail.smtp must begin with smtp:// or smtps://");
        }
        if (plain != null && !plain.isBlank() && !plain.equals("really")) {
            throw new IllegalArgumentException("holdfast.mail.plain is \"really\" or not set");
        }
        if (atOnce < 1 || perRecipient < 1) {
            throw new IllegalArgumentException("holdfast.mail: at-once and per-recipient must be positive");
        }
    }

    boolean isOn() {
        return smtp != null && !smtp.isBlank();
    }

    /**
     * That the links in mails lead to other machines' pages, and answers to their sender somewhere.
     *
     * @throws IllegalStateException if one of them is this machine's own
     */
    void requireOutside() {
        if (isThisMachine(links.getHost())) {
            throw new IllegalStateException(
                    "In production, links in mails cannot lead to %s: HOLDFAST_MAIL_LINKS is the address of the pages"
                            .formatted(links));
        }
        if (isThisMachine(from.replaceAll("^.*@|>.*$", ""))) {
            throw new IllegalStateException(
                    "In production, mails cannot be from %s: HOLDFAST_MAIL_FROM is who they are from".formatted(from));
        }
    }

    /**
     * Whether mails are handed over only if the mail server encrypts the connection. Mails have links that sign in, and who sits in between
     * could say that it does not.
     *
     * @param production whether mails reach people
     */
    boolean mustBeEncrypted(boolean production) {
        URI server = URI.create(String.valueOf(smtp));
        boolean hasPassword = server.getRawUserInfo() != null;
        boolean mayBePlain = plain != null && !plain.isBlank();
        // A password never travels in the open, except on this machine.
        return (hasPassword || (production && !mayBePlain)) && !isLoopback(server.getHost());
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean isThisMachine(@Nullable String host) {
        return host == null || host.toLowerCase(Locale.ROOT).matches("(.*\\.)?localhost|127\\..*|\\[::1]|\\s*");
    }

    /** The pause after so many failures. */
    Duration pauseAfter(int failures) {
        Duration pause = retryAfter;
        for (int i = 1; i < failures && pause.compareTo(longestPause) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "mails from %s by %s".formatted(from, smtp == null ? "nothing" : smtp.replaceAll("//[^@/]*@", "//"));
    }
}
