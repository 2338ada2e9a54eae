package io.holdfast.auth.account;

import io.holdfast.mail.Mail;
import io.holdfast.mail.MailContent;
import io.holdfast.mail.MailTexts;
import io.holdfast.mail.MailWriter;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The last that a person who is forgotten is told. */
@Component
class ErasedMail implements MailWriter {

    static final String ACCOUNT = "erased";
    static final String GUEST = "guest-erased";

    @Override
    public Set<String> kinds() {
        return Set.of(ACCOUNT, GUEST);
    }

    @Override
    public Optional<MailContent> write(Mail mail, MailTexts texts) {
        return Optional.of(MailContent.of(texts.of(mail.kind() + ".subject"))
                .paragraph(texts.of(mail.kind() + ".lead"))
                .paragraph(texts.of("erased.stays"))
                .note(texts.of(mail.kind() + ".note"))
                .build());
    }
}
