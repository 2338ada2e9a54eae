package io.holdfast.mail;

import io.holdfast.language.Language;
import java.net.URI;
import java.util.Locale;
import org.springframework.context.MessageSource;

/** The texts of mails in the reader's language, from the service's message bundle {@code mail/SERVICE.properties}. */
public final class MailTexts {

    private final MessageSource source;
    private final Locale language;
    private final String links;

    MailTexts(MessageSource source, Locale language, URI links) {
        this.source = source;
        this.language = language;
        this.links = links.toString().replaceFirst("/+$", "");
    }

    /** @throws org.springframework.context.NoSuchMessageException when the bundle has no such text */
    public String of(String key, Object... arguments) {
        return source.getMessage(key, arguments, language);
    }

    public Locale language() {
        return language;
    }

    /** How lines of the language run: {@code ltr} or {@code rtl}. */
    public String direction() {
        return Language.of(language).orElse(Language.ENGLISH).direction();
    }

    /** The address of a page. */
    public URI page(String path) {
        return URI.create(links + path);
    }
}
