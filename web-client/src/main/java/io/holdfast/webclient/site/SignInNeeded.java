package io.holdfast.webclient.site;

/** The page is for signed-in visitors: they are sent to sign in and come back. */
public final class SignInNeeded extends RuntimeException {}
