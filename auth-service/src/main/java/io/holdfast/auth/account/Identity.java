package io.holdfast.auth.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * That who signs in as this person at the identity provider signs in to this account.
 *
 * @param id derived from issuer and subject, so that a person is linked to one account
 * @param email what it was at the provider when it was linked; null for nothing
 */
@Document(Identity.COLLECTION)
record Identity(
        @Id String id,
        String account,
        String issuer,
        String subject,
        @Nullable String email,
        Instant linkedAt) {

    static final String COLLECTION = "identities";
}
