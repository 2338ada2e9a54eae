package io.holdfast.auth.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A link that was sent to an address. Who follows it reads that address' mails.
 *
 * @param id a hash of the secret in the link, which itself is stored nowhere
 * @param email the address it was sent to
 * @param to of a move, the address that it agrees to; null for other links
 */
@Document(Link.COLLECTION)
record Link(
        @Id String id,
        LinkKind kind,
        String account,
        String email,
        @Nullable String to,
        Instant expiresAt) {

    static final String COLLECTION = "links";
}
