package io.holdfast.contracts;

/** Something happened to an account. */
public sealed interface AccountMessage extends Message permits AccountChanged, AccountErased {}
