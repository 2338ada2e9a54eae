package io.holdfast.mail;

import java.util.Optional;

/** Writes the mails of one kind. Declare it as a bean. */
public interface MailWriter {

    /** The kind of mail it writes. */
    String kind();

    /**
     * What the mail says, as the facts are now. It may be called again for the same mail, when sending failed.
     *
     * @return empty when the mail is pointless by now
     */
    Optional<MailContent> write(Mail mail, MailTexts texts);

    /** The mail is given up: its address refuses it for good, or it could not be sent for a day. It may be called again for the same mail. */
    default void undelivered(Mail mail) {}
}
