package io.holdfast.mail;

/** The mail server refuses a mail for good: trying again is pointless. */
final class MailRefused extends Exception {

    private static final long serialVersionUID = 1;

    MailRefused(String reason) {
        super(reason);
    }
}
