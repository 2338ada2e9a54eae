package io.holdfast.events.picture;

import org.jspecify.annotations.Nullable;

/** A picture that is not served. */
final class PictureRefused extends Exception {

    private static final long serialVersionUID = 1L;

    private final PictureProblem problem;

    PictureRefused(PictureProblem problem, String detail, @Nullable Throwable cause) {
        super(problem + ": " + detail, cause);
        this.problem = problem;
    }

    PictureRefused(PictureProblem problem, String detail) {
        this(problem, detail, null);
    }

    PictureProblem problem() {
        return problem;
    }

    /** Whether it may be there later. */
    boolean mayPass() {
        return problem == PictureProblem.UNREACHABLE;
    }
}
