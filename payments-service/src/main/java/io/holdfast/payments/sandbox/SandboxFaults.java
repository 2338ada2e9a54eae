package io.holdfast.payments.sandbox;

import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.provider.Answer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Makes calls to the sandbox fail: at random as configured, or one by one as a test injects faults. */
public final class SandboxFaults {

    private final PaymentsProperties.Sandbox settings;
    private final RandomGenerator random;
    private final ConcurrentLinkedQueue<Fault> next = new ConcurrentLinkedQueue<>();

    SandboxFaults(PaymentsProperties.Sandbox settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    /** What can go wrong. */
    public enum Fault {
        /** The sandbox cannot be reached, and the caller knows it. */
        UNREACHED,
        /** The call does not reach the sandbox, and the caller does not know it. */
        LOST_CALL,
        /** The sandbox carries the call out, and its answer is lost. */
        LOST_ANSWER
    }

    /** Makes one of the next calls fail; faults are used up in the order in which they were injected. */
    public void inject(Fault fault) {
        next.add(fault);
    }

    /** Makes a call, unless a fault prevents it. */
    Answer call(Supplier<Answer> call) {
        Fault fault = next.poll();
        if (settings.unreachable() || fault == Fault.UNREACHED) {
            return new Answer.Unreached("the sandbox is switched off");
        }
        if (fault == Fault.LOST_CALL || happens(settings.lostCalls())) {
            return new Answer.Unknown("the call was lost");
        }
        Answer answer = call.get();
        return fault == Fault.LOST_ANSWER || happens(settings.lostAnswers())
                ? new Answer.Unknown("the answer was lost")
                : answer;
    }

    private boolean happens(double share) {
        return share > 0 && random.nextDouble() < share;
    }
}
