package io.holdfast.mail;

/**
 * Is told what mails tell once the mail server has them: it may have changed since they were written. A service that would have to tell of
 * that declares it as a bean.
 */
@FunctionalInterface
public interface HandedOver {

    /**
     * A mail was handed over. {@link Mails#told} has it from a moment after this on. It may be called again for the same mail, when this fails.
     */
    void handedOver(MailContent.Told told);
}
