package io.holdfast.mail;

import io.holdfast.language.Language;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A mail that is to be sent. It says what it is about; what it says is written when it is sent, from the facts as they are then.
 *
 * @param fact identifies what it tells of and whom: there is one mail for each, however often it is kept
 * @param kind which {@link MailWriter} writes it
 * @param to the address
 * @param details what the writer has to know, such as the id of an order
 */
public record Mail(String fact, String kind, String to, Map<String, String> details) {

    /** The detail with the reader's language, as a tag such as {@code de-CH}. A mail without it is in English. */
    public static final String LANGUAGE = "language";

    /** A detail, of any value, of a mail of which nothing is kept once it has ended: not whom it went to, nor what it was about. */
    public static final String FORGOTTEN = "forgotten";

    public Mail {
        details = Map.copyOf(details);
    }

    /** The language that it is written in. */
    Locale language() {
        String tag = details.get(LANGUAGE);
        return Language.choose(null, tag == null ? List.of() : List.of(Locale.forLanguageTag(tag)));
    }

    boolean isForgotten() {
        return details.containsKey(FORGOTTEN);
    }

    /** @throws IllegalStateException when there is no such detail */
    public String detail(String name) {
        String value = details.get(name);
        if (value == null) {
            throw new IllegalStateException("Mail " + kind + " has no " + name);
        }
        return value;
    }
}
