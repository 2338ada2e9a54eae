package io.holdfast.webclient.backend;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** What operators of the site ask of the services. */
@Component
public class Operations {

    private static final ParameterizedTypeReference<List<OperatedAccount>> ACCOUNTS =
            new ParameterizedTypeReference<>() {};

    private static final ParameterizedTypeReference<List<AttentionPayment>> PAYMENTS =
            new ParameterizedTypeReference<>() {};
    private static final ParameterizedTypeReference<List<Settlement.Difference>> DIFFERENCES =
            new ParameterizedTypeReference<>() {};

    private final Backend backend;

    Operations(Backend backend) {
        this.backend = backend;
    }

    /** The account with an address; for an empty one, those that are suspended. */
    public List<OperatedAccount> accounts(String token, String email) {
        return backend.get(Service.AUTH, token, ACCOUNTS, "/api/users/operator/accounts?email={email}", email);
    }

    public OperatedAccount account(String token, String id) {
        return backend.get(Service.AUTH, token, OperatedAccount.class, "/api/users/operator/accounts/{id}", id);
    }

    public void suspend(String token, String id, String reason) {
        post(Service.AUTH, token, "/api/users/operator/accounts/{id}/suspend", id, Map.of("reason", reason));
    }

    public void lift(String token, String id) {
        post(Service.AUTH, token, "/api/users/operator/accounts/{id}/lift", id, Map.of());
    }

    public void takeDown(String token, String event, String reason) {
        post(Service.EVENTS, token, "/api/events/{id}/take-down", event, Map.of("reason", reason));
    }

    public void putBack(String token, String event) {
        post(Service.EVENTS, token, "/api/events/{id}/put-back", event, Map.of());
    }

    /** @param service auth-service or orders-service */
    public MailOverview mails(Service service, String token) {
        return backend.get(service, token, MailOverview.class, mailsOf(service));
    }

    public void resend(Service service, String token, String mail) {
        post(service, token, mailsOf(service) + "/{id}/resend", mail, Map.of());
    }

    public void pauseMails(Service service, String token, boolean paused) {
        post(service, token, mailsOf(service) + "/{action}", "pause", Map.of("paused", paused));
    }

    /**
     * Payments that a person has to look at.
     *
     * @param after {@link AttentionPayment#place} of the last one of the list before; empty for the first ones
     */
    public List<AttentionPayment> attention(String token, String after) {
        return backend.get(Service.PAYMENTS, token, PAYMENTS, "/api/payments/operator/attention?after={after}", after);
    }

    /** Where the payment provider's books differ from the ledger. */
    public List<Settlement.Difference> differences(String token) {
        try {
            return backend.get(Service.PAYMENTS, token, DIFFERENCES, "/api/payments/operator/differences");
        } catch (ServiceProblem problem) {
            if (problem.status() == 404) {
                return List.of(); // a payments-service of an earlier version
            }
            throw problem;
        }
    }

    public void retryRefund(String token, String payment) {
        post(Service.PAYMENTS, token, "/api/payments/operator/{id}/retry-refund", payment, Map.of());
    }

    /**
     * Ends a failed refund, since the buyer has the money in another way.
     *
     * @param left how much, as the operator saw it, in minor units; null if that is not known
     */
    public void endRefund(String token, String payment, String reason, @Nullable Long left) {
        Map<String, ?> body = left == null ? Map.of("reason", reason) : Map.of("reason", reason, "left", left);
        post(Service.PAYMENTS, token, "/api/payments/operator/{id}/end-refund", payment, body);
    }

    private static String mailsOf(Service service) {
        return service == Service.AUTH ? "/api/users/operator/mails" : "/api/orders/operator/mails";
    }

    private void post(Service service, String token, String uri, String id, Map<String, ?> body) {
        backend.decide(
                service,
                client -> client.post()
                        .uri(uri, id)
                        .headers(headers -> Backend.authorize(headers, token))
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(body)
                        .retrieve()
                        .toBodilessEntity());
    }
}
