package io.holdfast.mail;

import java.time.Duration;

/** Has the sending of mails yield to what is more urgent. A service that knows of something declares it as a bean. */
@FunctionalInterface
public interface MailPace {

    /** How long to rest after a mail that took {@code work} to write and send; zero while there is nothing more urgent. */
    Duration restAfter(Duration work);
}
