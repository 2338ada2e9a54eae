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

/** Tells of a change of an account that its owner may not have made. */
final class NoticeMail implements MailWriter {

    static final String DEVICE = "device";
    static final String AT = "at";

    /** Its texts are in the bundle under {@link #word()}. */
    enum Kind {
        PASSWORD_CHANGED,
        MOVED,
        CODES_ON,
        CODES_OFF,
        ELSEWHERE;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Kind kind;

    NoticeMail(Kind kind) {
        this.kind = kind;
    }

    @Override
    public String kind() {
        return kind.word();
    }

    @Override
    public Optional<MailContent> write(Mail mail, MailTexts texts) {
        MailContent.Builder content = MailContent.of(texts.of(kind() + ".subject"))
                .paragraph(texts.of(kind() + ".lead", mail.details().getOrDefault(AccountMails.TO, "")));
        if (kind == Kind.ELSEWHERE) {
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
                        .withLocale(language)
                        .format(at.atZone(ZoneOffset.UTC))
                + " UTC";
    }
}
