package io.holdfast.webclient.backend;

import org.jspecify.annotations.Nullable;

/**
 * The visitor's account.
 *
 * @param proven whether the address is proven to be the visitor's
 * @param movingTo another address that the account is to have; null if none
 * @param language that the visitor chose, as a tag; null if none
 * @param hasPassword false for who signs in in other ways only; null if that is not known
 */
public record AccountDetails(
        String email,
        boolean proven,
        @Nullable String movingTo,
        @Nullable Boolean hasPassword,
        @Nullable String language) {

    /** Services of earlier versions do not tell: then it has one. */
    public boolean isWithPassword() {
        return !Boolean.FALSE.equals(hasPassword);
    }
}
