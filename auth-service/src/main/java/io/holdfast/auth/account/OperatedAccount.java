package io.holdfast.auth.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account as operators see it.
 *
 * @param proven whether the address is proven to be the owner's
 * @param operator whether it is an operator's itself
 * @param suspendedAt null if it is not suspended
 * @param reason why it is suspended
 */
public record OperatedAccount(
        String id,
        String email,
        @Nullable String name,
        boolean proven,
        boolean operator,
        Instant createdAt,
        @Nullable Instant suspendedAt,
        @Nullable String reason) {

    static OperatedAccount of(Account account) {
        Account.Standing standing = account.standingNow();
        return new OperatedAccount(
                account.id(),
                account.email(),
                account.name(),
                account.isProven(),
                account.isOperator(),
                account.createdAt(),
                standing.suspendedAt(),
                standing.reason());
    }
}
