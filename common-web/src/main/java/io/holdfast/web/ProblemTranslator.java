package io.holdfast.web;

import org.jspecify.annotations.Nullable;

/**
 * Says what an exception means to the client. Declare one as a bean to map a service's own exceptions in one place;
 * translators are asked before everything else, for the exception itself and then for each of its causes.
 */
@FunctionalInterface
public interface ProblemTranslator {

    /** The problem to answer with, or null when this exception is none of ours. */
    @Nullable
    ProblemException translate(Throwable exception);
}
