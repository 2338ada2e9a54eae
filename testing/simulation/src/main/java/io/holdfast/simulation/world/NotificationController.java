package io.holdfast.simulation.world;

import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.AuthorizationRequest;
import io.holdfast.payments.provider.PaymentProvider;
import io.holdfast.payments.provider.ProviderCalls;
import io.holdfast.payments.provider.ProviderNotifications;
import io.holdfast.web.ProblemException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Takes the place of Stripe's webhook: the provider is asked what became of the intent or charge that is named, and the answer is applied. */
@RestController
class NotificationController {

    static final String PATH = "/api/payments/webhooks/simulated";

    private final World world;
    private final PaymentProvider provider;
    private final ProviderCalls calls;
    private final ProviderNotifications notifications;

    NotificationController(
            World world, PaymentProvider provider, ProviderCalls calls, ProviderNotifications notifications) {
        this.world = world;
        this.provider = provider;
        this.calls = calls;
        this.notifications = notifications;
    }

    @PostMapping(PATH)
    void receive(@RequestBody Notification notification) {
        String reference = notification.reference();
        Answer answer = calls.make(() -> provider.lookUp(reference));
        if (answer instanceof Answer.Unreached || answer instanceof Answer.Unknown) {
            throw ProblemException.unavailable("The provider could not be asked.", Duration.ofSeconds(1));
        }
        Optional<AuthorizationRequest> request = world.intents().find(reference).map(Intents.Intent::request);
        Bookkeeping books = world.bookkeeping();
        notifications.accept(
                request.map(AuthorizationRequest::paymentId).orElseGet(() -> books.paymentOf(reference)),
                request.map(AuthorizationRequest::key).orElseGet(() -> books.keyOf(reference)),
                answer);
    }

    record Notification(String reference) {}
}
