package io.holdfast.auth.account;

import io.holdfast.mail.Mail;
import io.holdfast.mail.MailContent;
import io.holdfast.mail.MailTexts;
import io.holdfast.mail.MailWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Tells of a change of an account that its owner may not have made. */
@Component
class NoticeMail implements MailWriter {

    static final String DEVICE = "device";
    static final String AT = "at";
    /** Of what was added or removed. */
    static final String NAME = "name";

    /** Its texts are in the bundle under {@link #word()}. */
    enum Kind {
        PASSWORD_CHANGED,
        MOVED,
        CODES_ON,
        CODES_OFF,
        LINKED,
        UNLINKED,
        PASSKEY_ADDED,
        PASSKEY_REMOVED,
        ELSEWHERE;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Override
    public Set<String> kinds() {
        return Stream.of(Kind.values()).map(Kind::word).collect(Collectors.toSet());
    }

    @Override
    public Optional<MailContent> write(Mail mail, MailTexts texts) {
        String to = mail.details().getOrDefault(AccountMails.TO, "");
        String name = mail.details().getOrDefault(NAME, "");
        MailContent.Builder content = MailContent.of(texts.of(mail.kind() + ".subject", to, name))
                .paragraph(texts.of(mail.kind() + ".lead", to, name));
        if (mail.kind().equals(Kind.ELSEWHERE.word())) {
            content.fact(texts.of("elsewhere.device"), mail.detail(DEVICE))
                    .fact(texts.of("elsewhere.at"), time(Instant.parse(mail.detail(AT)), texts.language()));
        }
        return Optional.of(content.paragraph(texts.of("notice.not-you"))
                .button(texts.of("notice.do"), texts.page("/account/forgotten"))
                .build());
    }

    /** In UTC: where the reader is, is not known. */
    private static String time(Instant at, Locale language) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                        .localizedBy(language)
                        .format(at.atZone(ZoneOffset.UTC))
                + " UTC";
    }
}
