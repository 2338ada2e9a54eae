package io.holdfast.simulation.world;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An exception in one line. */
final class Failure {

    private static final int FRAMES = 6;

    private Failure() {}

    static String of(@Nullable Throwable failure) {
        if (failure == null) {
            return "?";
        }
        String where = Arrays.stream(failure.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("io.holdfast"))
                .limit(FRAMES)
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                .collect(Collectors.joining(" < "));
        return failure + " at " + where + (failure.getCause() == null ? "" : " because of " + of(failure.getCause()));
    }
}
