package io.holdfast.mail;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Writes the mails of some kinds. Declare it as a bean. */
public interface MailWriter {

    /** The kinds of mail it writes, and no other writer does. */
    Set<String> kinds();

    /**
     * What the mail says, as the facts are now. It may be called again for the same mail, when sending failed.
     *
     * @return empty when the mail is pointless by now
     */
    Optional<MailContent> write(Mail mail, MailTexts texts);

    /** The mail is given up: its address refuses it for good, or it could not be sent for a day. It may be called again for the same mail. */
    default void undelivered(Mail mail) {}

    /**
     * The mail server has the mail. It is not called if the process dies just then.
     *
     * @param begun when the attempt to send it was begun
     */
    default void sent(Mail mail, Instant begun) {}
}
