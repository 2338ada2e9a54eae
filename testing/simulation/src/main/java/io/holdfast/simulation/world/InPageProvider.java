package io.holdfast.simulation.world;

import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.AuthorizationRequest;
import io.holdfast.payments.provider.PaymentProvider;
import io.holdfast.simulation.broker.Fate;
import io.holdfast.simulation.world.Intents.Intent;
import io.holdfast.simulation.world.Intents.State;
import java.time.Duration;
import java.util.Optional;

/**
 * The sandbox, and {@link Intents} besides. What was confirmed is a charge of the sandbox as soon as the service asks for it, and what was
 * cancelled is one that was declined, so that the books of the sandbox have them all. Calls get lost, or their answers do.
 */
final class InPageProvider implements PaymentProvider {

    /** With this card the sandbox's charge never holds money. */
    private static final String DECLINED = "tok_chargeDeclined";

    private final PaymentProvider sandbox;
    private final World world;

    InPageProvider(PaymentProvider sandbox, World world) {
        this.sandbox = sandbox;
        this.world = world;
    }

    @Override
    public boolean accepts(String token) {
        return sandbox.accepts(token);
    }

    @Override
    public boolean opensPayments() {
        return true;
    }

    @Override
    public Answer open(AuthorizationRequest request) {
        return call(() -> world.intents().open(request))
                .orElseGet(() -> answer(world.intents().open(request)));
    }

    @Override
    public Answer authorize(AuthorizationRequest request) {
        return sandbox.authorize(request);
    }

    @Override
    public Answer capture(String reference, String key) {
        find(reference).ifPresent(this::answer);
        return sandbox.capture(reference, key);
    }

    @Override
    public Answer cancel(String reference, String key) {
        Intent intent = find(reference).orElse(null);
        if (intent == null) {
            return cancelCharge(reference, key);
        }
        Optional<Answer> failed = call(intent::cancel);
        if (failed.isPresent()) {
            return failed.get();
        }
        intent.cancel();
        Answer answer = answer(intent);
        return intent.state() == State.CONFIRMED ? cancelCharge(reference, key) : answer;
    }

    private Answer cancelCharge(String reference, String key) {
        CapturedByHand.before(world, reference);
        return sandbox.cancel(reference, key);
    }

    @Override
    public Answer refund(String reference, long amount, String currency, String key) {
        return sandbox.refund(reference, amount, currency, key);
    }

    @Override
    public Answer lookUp(String reference) {
        Intent intent = find(reference).orElse(null);
        if (intent == null) {
            return sandbox.lookUp(reference);
        }
        Answer answer = answer(intent);
        return intent.state() == State.CONFIRMED ? sandbox.lookUp(reference) : answer;
    }

    private Optional<Intent> find(String reference) {
        return world.intents().find(reference);
    }

    /** Safe to repeat: the charge of a key is created once. */
    private Answer answer(Intent intent) {
        return switch (intent.state()) {
            case OPEN, ASKING ->
                new Answer.AwaitsBuyer(intent.reference(), intent.reference(), intent.state() == State.ASKING);
            case CONFIRMED -> sandbox.authorize(with(intent, intent.card()));
            case CANCELLED -> {
                Answer _ = sandbox.authorize(with(intent, DECLINED));
                yield new Answer.Voided(intent.reference());
            }
        };
    }

    private static AuthorizationRequest with(Intent intent, String card) {
        AuthorizationRequest request = intent.request();
        return new AuthorizationRequest(
                request.key(), request.paymentId(), request.orderId(), request.amount(), request.currency(), card);
    }

    /** What the caller is told when something goes wrong with a call; it may have been carried out then, or is later. */
    private Optional<Answer> call(Runnable effect) {
        Fate fate = world.faults().request();
        switch (fate) {
            case ANSWERED -> {
                return Optional.empty();
            }
            case UNANSWERED -> effect.run();
            case LATE ->
                world.machine()
                        .after(
                                Duration.ofMillis(world.machine().between(1, 5_000)),
                                world.machine().outside(),
                                effect);
            case LOST -> {
                return Optional.of(
                        world.machine().chance(0.5)
                                ? new Answer.Unreached("the connection was refused")
                                : new Answer.Unknown("the call was lost"));
            }
        }
        return Optional.of(new Answer.Unknown("the answer was lost"));
    }
}
