package io.holdfast.webclient.backend;

/** The request needs a session and there is none, or none any more. The visitor signs in and comes back. */
public final class SignInNeeded extends RuntimeException {}
