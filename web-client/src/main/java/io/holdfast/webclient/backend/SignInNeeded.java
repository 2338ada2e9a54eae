package io.holdfast.webclient.backend;

/** This is for signed-in visitors, and there is no session, or none any more: they are sent to sign in and come back. */
public final class SignInNeeded extends RuntimeException {}
