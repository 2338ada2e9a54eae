package io.holdfast.local;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mail as a mail server received it, taken apart.
 *
 * @param id in the order they were received
 * @param to the address it was delivered to
 * @param text as plain text; empty if it has none
 * @param html empty if it has none
 * @param parts pictures in the text and attachments
 * @param source all of it, as it was sent
 */
@SuppressWarnings("ArrayRecordComponent") // compared by id
public record ReceivedMail(
        String id,
        String to,
        Instant at,
        String subject,
        String from,
        String messageId,
        String text,
        String html,
        List<Part> parts,
        byte[] source) {

    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s\"<>]+");

    /**
     * A picture or an attachment.
     *
     * @param contentId by which the HTML refers to it; null for an attachment
     */
    @SuppressWarnings("ArrayRecordComponent") // not compared
    public record Part(String name, String type, @Nullable String contentId, byte[] content) {}

    static ReceivedMail of(String id, String recipient, Instant at, byte[] source) {
        try {
            MimeMessage message =
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(source));
            Collected collected = new Collected();
            collected.add(message);
            return new ReceivedMail(
                    id,
                    recipient.isEmpty() ? header(message, "To") : recipient,
                    at,
                    Optional.ofNullable(message.getSubject()).orElse(""),
                    header(message, "From"),
                    header(message, "Message-ID"),
                    collected.text,
                    collected.html,
                    List.copyOf(collected.parts),
                    source);
        } catch (MessagingException e) {
            throw new IllegalArgumentException("Not a mail", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of a header; empty if there is none. */
    public String header(String name) {
        try {
            return header(
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(source)), name);
        } catch (MessagingException e) {
            throw new IllegalArgumentException("Not a mail", e);
        }
    }

    /** The first address of a page in the plain text whose path begins with this. */
    public Optional<String> link(String path) {
        Matcher links = ADDRESS.matcher(text);
        return links.results()
                .map(found -> found.group())
                .filter(link -> link.replaceFirst("https?://[^/]+", "").startsWith(path))
                .findFirst();
    }

    private static String header(MimeMessage message, String name) throws MessagingException {
        String[] values = message.getHeader(name);
        return values == null ? "" : Arrays.asList(values).getFirst();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReceivedMail mail && mail.id.equals(id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** With what a failed test should show. */
    @Override
    public String toString() {
        return "Mail to %s: %s%n%s".formatted(to, subject, text);
    }

    private static final class Collected {

        private String text = "";
        private String html = "";
        private final List<Part> parts = new ArrayList<>();

        void add(jakarta.mail.Part part) throws MessagingException, IOException {
            if (part.isMimeType("multipart/*")) {
                Multipart whole = (Multipart) part.getContent();
                for (int i = 0; i < whole.getCount(); i++) {
                    BodyPart piece = whole.getBodyPart(i);
                    add(piece);
                }
            } else if (part.getFileName() == null && part.isMimeType("text/plain")) {
                text = String.valueOf(part.getContent());
            } else if (part.getFileName() == null && part.isMimeType("text/html")) {
                html = String.valueOf(part.getContent());
            } else {
                parts.add(new Part(
                        Optional.ofNullable(part.getFileName()).orElse("part"),
                        part.getContentType().replaceFirst(";(?s).*", "").strip(),
                        contentId(part),
                        part.getInputStream().readAllBytes()));
            }
        }

        private static @Nullable String contentId(jakarta.mail.Part part) throws MessagingException {
            String[] ids = part.getHeader("Content-ID");
            return ids == null ? null : ids[0].replaceAll("[<>]", "");
        }
    }
}
