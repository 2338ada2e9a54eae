package io.holdfast.simulation.documents;

/**
 * What becomes of the operations of a client: the place where a simulation pauses them, loses them or their answers, and lets them take
 * effect late or in part. It is called in the thread that uses the driver.
 *
 * <ul>
 *   <li>To pause a caller before or after an operation, wait before or after {@link Operation#perform}.
 *   <li>To lose an operation, throw one of the {@link Failures} without performing it; to lose its answer, perform it and then throw.
 *   <li>To let only a part of it take effect, take some {@linkplain Operation#step steps}, and throw.
 *   <li>To let it take effect late, keep it, throw, and perform it at any time in any thread.
 * </ul>
 */
@FunctionalInterface
public interface Effects {

    /** Everything is performed at once. */
    Effects NONE = Operation::perform;

    /**
     * Called for each operation. If this returns, what is left of the operation is performed and the driver gets the answer; if it throws,
     * the driver gets the exception in place of an answer.
     */
    void perform(Operation operation);
}
