package io.holdfast.mail;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A mail as it is kept.
 *
 * @param attempts how often it was begun to be sent, this time included
 * @param keptAt since when it is tried; the date in its header
 * @param reason why the last attempt failed; null if none did
 */
record KeptMail(
        String id,
        Mail mail,
        MailState state,
        int attempts,
        Instant keptAt,
        @Nullable Instant dueAt,
        @Nullable String reason) {}
