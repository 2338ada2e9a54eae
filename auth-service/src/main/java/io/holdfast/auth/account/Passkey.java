package io.holdfast.auth.account;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A passkey (WebAuthn credential) of an account.
 *
 * @param id derived from the credential's id, so that a credential is of one account
 * @param name by which its owner knows it
 * @param data the credential's id and public key, as the authenticator attested them, in Base64
 * @param signatures how many signatures the authenticator counted when it was last used; 0 if it does not count
 * @param backupEligible whether it may be on more than one device
 * @param backedUp whether it was when it was last used
 * @param transports how it can be reached, for browsers
 * @param usedAt when it was last used to sign in; null if never
 */
@Document(Passkey.COLLECTION)
record Passkey(
        @Id String id,
        String account,
        String name,
        String data,
        long signatures,
        boolean backupEligible,
        boolean backedUp,
        Set<String> transports,
        Instant createdAt,
        @Nullable Instant usedAt) {

    static final String COLLECTION = "passkeys";

    Passkey {
        transports = Set.copyOf(transports);
    }
}
