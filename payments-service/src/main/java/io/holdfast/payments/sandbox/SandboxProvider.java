package io.holdfast.payments.sandbox;

import io.holdfast.contracts.DisputeState;
import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.AuthorizationRequest;
import io.holdfast.payments.provider.PaymentProvider;
import io.holdfast.payments.sandbox.SandboxCharge.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The built-in provider. Its cards are test tokens of Stripe and a few of its own. What happens at a real provider after days happens here
 * when a charge is looked up: the first refund to {@value #REFUND_FAILS} fails after it was reported as done, a refund to
 * {@value #REFUND_PENDS} is paid after it was pending, and a charge of {@value #DISPUTED} is disputed. {@value #PROVIDER_DOWN} finds no
 * provider, as {@link SandboxOutages} says.
 */
final class SandboxProvider implements PaymentProvider {

    private static final String DECLINED = "tok_chargeDeclined";
    private static final String SLOW = "tok_slow";
    private static final String CAPTURE_FAILS = "tok_captureFails";
    private static final String PROVIDER_DOWN = "tok_providerDown";
    private static final String REFUND_FAILS = "tok_refundFails";
    private static final String REFUND_PENDS = "tok_refundPends";
    private static final String DISPUTED = "tok_disputed";
    private static final Set<String> TOKENS = Set.of(
            "tok_visa",
            "tok_mastercard",
            DECLINED,
            SLOW,
            CAPTURE_FAILS,
            PROVIDER_DOWN,
            REFUND_FAILS,
            REFUND_PENDS,
            DISPUTED);

    private final SandboxChargeStore charges;
    private final SandboxFaults faults;
    private final SandboxOutages outages;
    private final PaymentsProperties.Sandbox settings;

    SandboxProvider(
            SandboxChargeStore charges,
            SandboxFaults faults,
            SandboxOutages outages,
            PaymentsProperties.Sandbox settings) {
        this.charges = charges;
        this.faults = faults;
        this.outages = outages;
        this.settings = settings;
    }

    @Override
    public boolean accepts(String token) {
        return TOKENS.contains(token);
    }

    @Override
    public boolean opensPayments() {
        return false;
    }

    @Override
    public Answer open(AuthorizationRequest request) {
        throw new UnsupportedOperationException("The sandbox has no cards but its tokens");
    }

    @Override
    public Answer authorize(AuthorizationRequest request) {
        if (request.token().equals(PROVIDER_DOWN) && outages.isAway(request.key())) {
            return new Answer.Unreached("this card makes the provider unreachable");
        }
        pause(request.token().equals(SLOW) ? settings.slow() : settings.latency());
        return faults.call(() -> answer(
                charges.create(request, request.token().equals(DECLINED) ? Status.DECLINED : Status.AUTHORIZED)));
    }

    @Override
    public Answer capture(String reference, String key) {
        pause(settings.latency());
        return faults.call(() -> {
            Optional<SandboxCharge> charge = charges.recall(reference);
            if (charge.filter(found -> found.token().equals(CAPTURE_FAILS)).isPresent()) {
                return new Answer.Refused("capture-failed");
            }
            return answer(charge.flatMap(charges::capture));
        });
    }

    @Override
    public Answer cancel(String reference, String key) {
        pause(settings.latency());
        return faults.call(() -> answer(charges.cancel(reference)));
    }

    @Override
    public Answer refund(String reference, long amount, String currency, String key) {
        pause(settings.latency());
        return faults.call(() -> {
            boolean pending = charges.find(reference)
                    .filter(charge -> charge.token().equals(REFUND_PENDS))
                    .isPresent();
            return answer(charges.refund(reference, amount, key, pending));
        });
    }

    @Override
    public Answer lookUp(String reference) {
        return faults.call(() -> answer(charges.find(reference).flatMap(this::afterDays)));
    }

    private Optional<SandboxCharge> afterDays(SandboxCharge charge) {
        return switch (charge.token()) {
            case REFUND_FAILS -> charge.failedNow() == 0 ? charges.failRefunds(charge.id()) : Optional.of(charge);
            case REFUND_PENDS -> charges.settleRefunds(charge.id(), true);
            case DISPUTED ->
                charge.dispute() == null ? charges.dispute(charge.id(), DisputeState.Status.OPEN) : Optional.of(charge);
            default -> Optional.of(charge);
        };
    }

    private static Answer answer(Optional<SandboxCharge> charge) {
        return charge.map(SandboxProvider::answer).orElseGet(() -> new Answer.Refused("no-such-charge"));
    }

    private static Answer answer(SandboxCharge charge) {
        return switch (charge.status()) {
            case DECLINED -> new Answer.Refused("card-declined");
            case AUTHORIZED -> new Answer.Authorized(charge.id());
            case CAPTURED, REFUNDED ->
                Answer.charged(
                        charge.id(),
                        charge.refunded(),
                        charge.pendingNow(),
                        charge.failedNow(),
                        charge.dispute() == null ? List.of() : List.of(charge.dispute()));
            case VOIDED -> new Answer.Voided(charge.id());
        };
    }

    private static void pause(Duration duration) {
        if (duration.isPositive()) {
            try {
                Thread.sleep(duration);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
