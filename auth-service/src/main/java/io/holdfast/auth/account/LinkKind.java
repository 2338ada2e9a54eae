package io.holdfast.auth.account;

import java.time.Duration;

/** What a link in a mail is for. */
enum LinkKind {
    /** Proves that an account's address belongs to who made the account. */
    VERIFY(Duration.ofDays(7)),
    /** Gives an account another password. */
    RESET(Duration.ofMinutes(30)),
    /** Signs in without a password. */
    SIGN_IN(Duration.ofMinutes(15)),
    /** Completes a sign-in with a code of the account's app. */
    SECOND_FACTOR(Duration.ofMinutes(10)),

    /** Makes a passkey for an account; the secret is the challenge that the authenticator signs. */
    PASSKEY_NEW(Duration.ofMinutes(6)),
    /** Signs in with a passkey; the secret is the challenge that the authenticator signs. */
    PASSKEY_SIGN_IN(Duration.ofMinutes(6)),

    /** Opens the orders of a guest; orders-service says until when. */
    GUEST(Duration.ofDays(30)),

    /** Agrees, at the present address of an account, to another one. */
    MOVE_FROM(Duration.ofDays(1)),
    /** Proves another address of an account. */
    MOVE_TO(Duration.ofDays(1));

    private final Duration life;

    LinkKind(Duration life) {
        this.life = life;
    }

    /** For how long such a link can be used after it was sent. */
    Duration life() {
        return life;
    }
}
