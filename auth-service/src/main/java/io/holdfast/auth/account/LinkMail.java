package io.holdfast.auth.account;

import io.holdfast.mail.Mail;
import io.holdfast.mail.MailContent;
import io.holdfast.mail.MailTexts;
import io.holdfast.mail.MailWriter;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** A mail with a link that only who reads the address can follow. The link is made when the mail is sent, and its life begins then. */
@Component
class LinkMail implements MailWriter {

    /** Its texts are in the bundle under {@link #word()}. */
    enum Kind {
        VERIFY("verify", LinkKind.VERIFY, "/account/verify"),
        RESET("reset", LinkKind.RESET, "/account/reset"),
        SIGN_IN("signin-link", LinkKind.SIGN_IN, "/account/signin-link"),
        MOVE_FROM("move-from", LinkKind.MOVE_FROM, "/account/email/confirm/from"),
        MOVE_TO("move-to", LinkKind.MOVE_TO, "/account/email/confirm/to");

        private final String word;
        private final LinkKind link;
        private final String page;

        Kind(String word, LinkKind link, String page) {
            this.word = word;
            this.link = link;
            this.page = page;
        }

        String word() {
            return word;
        }

        static Kind of(Mail mail) {
            return Stream.of(values())
                    .filter(kind -> kind.word.equals(mail.kind()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private final AccountStore accounts;
    private final Links links;

    LinkMail(AccountStore accounts, Links links) {
        this.accounts = accounts;
        this.links = links;
    }

    @Override
    public Set<String> kinds() {
        return Stream.of(Kind.values()).map(Kind::word).collect(Collectors.toSet());
    }

    @Override
    public Optional<MailContent> write(Mail mail, MailTexts texts) {
        String id = mail.detail(AccountMails.ACCOUNT);
        if (id.isEmpty()) {
            return Optional.of(MailContent.of(texts.of("no-account.subject"))
                    .paragraph(texts.of("no-account.lead", mail.to()))
                    .button(texts.of("no-account.do"), texts.page("/signup"))
                    .build());
        }
        return accounts.findById(id).filter(account -> isWanted(account, mail)).map(account -> content(mail, texts));
    }

    /** The address may have been proven, or changed, since. */
    private static boolean isWanted(Account account, Mail mail) {
        return switch (Kind.of(mail)) {
            case VERIFY -> !account.isProven() && account.email().equals(mail.to());
            case RESET, SIGN_IN, MOVE_FROM -> account.email().equals(mail.to());
            case MOVE_TO -> account.move() != null && account.move().to().equals(mail.to());
        };
    }

    private MailContent content(Mail mail, MailTexts texts) {
        Kind kind = Kind.of(mail);
        String to = mail.details().get(AccountMails.TO);
        String secret = links.create(kind.link, mail.detail(AccountMails.ACCOUNT), mail.to(), to);
        return MailContent.of(texts.of(mail.kind() + ".subject"))
                .paragraph(texts.of(mail.kind() + ".lead", mail.to(), to == null ? "" : to))
                .button(texts.of(mail.kind() + ".do"), texts.page(kind.page + "?token=" + secret))
                .note(texts.of(mail.kind() + ".note"))
                .build();
    }
}
