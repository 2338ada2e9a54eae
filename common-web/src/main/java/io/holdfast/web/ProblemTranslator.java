package io.holdfast.web;

import org.jspecify.annotations.Nullable;

/**
 * Maps exceptions to problems. Declare one as a bean to map a service's own exceptions in one place; translators are called before
 * everything else, with the exception itself and then with each of its causes.
 */
@FunctionalInterface
public interface ProblemTranslator {

    /** The problem to answer with; null for an exception that this does not map. */
    @Nullable
    ProblemException translate(Throwable exception);
}
