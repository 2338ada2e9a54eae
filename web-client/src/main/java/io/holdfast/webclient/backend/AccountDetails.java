package io.holdfast.webclient.backend;

import org.jspecify.annotations.Nullable;

/**
 * The visitor's account.
 *
 * @param proven whether the address is proven to be the visitor's
 * @param movingTo another address that the account is to have; null if none
 */
public record AccountDetails(
        String email, boolean proven, @Nullable String movingTo) {}
