package io.holdfast.mail;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a mail says. The templates lay it out in this order, as HTML and as plain text: paragraphs, facts, the button, pictures, notes.
 *
 * @param replyTo who gets answers; null for the sender
 * @param button the page that the reader most likely wants
 * @param told what is remembered of it once it is sent; null for nothing
 */
public record MailContent(
        String subject,
        @Nullable String replyTo,
        List<String> paragraphs,
        List<Fact> facts,
        @Nullable Button button,
        List<Picture> pictures,
        List<String> notes,
        List<Attachment> attachments,
        @Nullable Told told) {

    /**
     * What a mail tells of something that may change, for who asks later what its reader knows ({@link Mails#told}).
     *
     * @param about what it is told of, such as the id of an event
     * @param what as it is told
     */
    public record Told(String about, String what) {}

    /** A line of a table. */
    public record Fact(String label, String value) {}

    public record Button(String label, URI page) {}

    /** @param text what the picture shows, also for readers without pictures */
    @SuppressWarnings("ArrayRecordComponent") // not compared
    public record Picture(String id, String title, String text, byte[] png) {}

    @SuppressWarnings("ArrayRecordComponent") // not compared
    public record Attachment(String name, String type, byte[] content) {}

    public static Builder of(String subject) {
        return new Builder(subject);
    }

    /** Collects the parts. */
    public static final class Builder {

        private final String subject;
        private final List<String> paragraphs = new ArrayList<>();
        private final List<Fact> facts = new ArrayList<>();
        private final List<Picture> pictures = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private final List<Attachment> attachments = new ArrayList<>();
        private @Nullable Button button;
        private @Nullable String replyTo;
        private @Nullable Told told;

        private Builder(String subject) {
            this.subject = subject;
        }

        public Builder paragraph(String text) {
            paragraphs.add(text);
            return this;
        }

        public Builder fact(String label, String value) {
            facts.add(new Fact(label, value));
            return this;
        }

        public Builder button(String label, URI page) {
            button = new Button(label, page);
            return this;
        }

        public Builder picture(Picture picture) {
            pictures.add(picture);
            return this;
        }

        public Builder note(String text) {
            notes.add(text);
            return this;
        }

        public Builder attach(Attachment attachment) {
            attachments.add(attachment);
            return this;
        }

        public Builder replyTo(@Nullable String address) {
            replyTo = address;
            return this;
        }

        /** Has it remembered what is told here. */
        public Builder telling(Told what) {
            told = what;
            return this;
        }

        public MailContent build() {
            return new MailContent(
                    subject,
                    replyTo,
                    List.copyOf(paragraphs),
                    List.copyOf(facts),
                    button,
                    List.copyOf(pictures),
                    List.copyOf(notes),
                    List.copyOf(attachments),
                    told);
        }
    }
}
