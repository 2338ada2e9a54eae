package io.holdfast.auth.account;

import io.holdfast.contracts.AccountState;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.Outboxed;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.mapping.Field;

/**
 * An account, with which a person signs in.
 *
 * @param id derived from the idempotency key of the sign-up, if it had one
 * @param passwordHash Argon2id with its parameters and salt
 * @param provenAt when the owner of the address proved that the account is theirs; null before
 * @param proofDue of a new account, until the first mail to its address is kept
 * @param guestsDue since its address was proven, until the orders of guests with this address are in it
 * @param move another address that the account is to have; null if none was asked for
 * @param change the last change of the password, until every other session has been ended for it; null when there is none to finish
 * @param standing what operators decided about it; null for nothing
 * @param language in which its owner gets mails, as a tag such as {@code de-CH}; null if none was chosen or asked for
 * @param announced how many messages have told other services of changes; null for none
 */
@Document(Account.COLLECTION)
record Account(
        @Id String id,
        String email,
        @Nullable String name,
        String passwordHash,
        Instant createdAt,
        @Nullable Instant provenAt,
        @Nullable Instant proofDue,
        @Nullable Instant guestsDue,
        @Nullable Move move,
        @Nullable Change change,
        @Nullable Standing standing,
        @Nullable String language,
        @Field("version") @Nullable Long announced,
        Outbox outbox)
        implements Outboxed {

    static final String COLLECTION = "accounts";

    Account {
        outbox = orEmpty(outbox);
    }

    /**
     * What operators decided about an account.
     *
     * @param operatorSince null for other accounts
     * @param suspendedAt null if it is not suspended
     * @param reason why it is suspended, for other operators
     */
    record Standing(
            @Nullable Instant operatorSince,
            @Nullable Instant suspendedAt,
            @Nullable String reason) {

        static final Standing USUAL = new Standing(null, null, null);
    }

    /**
     * A change after which other sessions end.
     *
     * @param session the id of the session it was made in, which is not ended; empty if all are
     * @param kind what changed; null, in documents of earlier versions, for the password
     * @param from of a move, the former address, which has to be told of it; null for nothing
     */
    record Change(
            String session,
            Instant at,
            @Nullable String kind,
            @Nullable String from) {

        private static final String PASSWORD = "password";
        private static final String OWNER = "owner";

        static Change ofPassword(String session, Instant at) {
            return new Change(session, at, PASSWORD, null);
        }

        /** The account, or its address, went to another person. */
        static Change ofOwner(Instant at) {
            return new Change("", at, OWNER, null);
        }

        /**
         * The owner went to another address.
         *
         * @param from the former one; null if it was not proven: it may be anyone's, who is told neither that there is such an account nor
         *     its address
         */
        static Change ofMove(@Nullable String from, Instant at) {
            return new Change("", at, OWNER, from);
        }

        boolean isOfPassword() {
            return !OWNER.equals(kind);
        }
    }

    /**
     * Another address, which needs the agreement of both ends: of the present one only if that is proven by then.
     *
     * @param agreed whether the present address agreed
     * @param proven whether the new address is proven
     */
    record Move(String to, Instant at, boolean agreed, boolean proven) {

        /** @param ofProven whether the present address is proven */
        boolean isDone(boolean ofProven) {
            return proven && (agreed || !ofProven);
        }
    }

    boolean isProven() {
        return provenAt != null;
    }

    /** False for who signs in by links, an identity provider or a passkey only. */
    boolean hasPassword() {
        return !passwordHash.equals(Passwords.NO_PASSWORD);
    }

    Standing standingNow() {
        return standing == null ? Standing.USUAL : standing;
    }

    boolean isOperator() {
        return standingNow().operatorSince() != null;
    }

    boolean isSuspended() {
        return standingNow().suspendedAt() != null;
    }

    /** How many messages have told of its changes. */
    @Override
    public long version() {
        return announced == null ? 0 : announced;
    }

    /** What the next message tells of it. */
    AccountState nextState(boolean proven, boolean suspended) {
        return new AccountState(id, proven, suspended, version() + 1);
    }

    static Account of(
            String id,
            EmailAddress email,
            @Nullable String name,
            String passwordHash,
            Instant createdAt,
            @Nullable String language) {
        return new Account(
                id,
                email.value(),
                name,
                passwordHash,
                createdAt,
                null,
                createdAt,
                null,
                null,
                null,
                null,
                language,
                null,
                Outbox.empty());
    }

    /** A new account whose address its owner has proven before it exists. */
    static Account proven(
            String id,
            EmailAddress email,
            @Nullable String name,
            String passwordHash,
            Instant createdAt,
            @Nullable String language) {
        return new Account(
                id,
                email.value(),
                name,
                passwordHash,
                createdAt,
                createdAt,
                null,
                createdAt,
                null,
                null,
                null,
                language,
                null,
                Outbox.empty());
    }

    /** Accounts of earlier versions have none. */
    private static Outbox orEmpty(@Nullable Outbox outbox) {
        return outbox == null ? Outbox.empty() : outbox;
    }

    /** Without the password hash, which must not be logged. */
    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
