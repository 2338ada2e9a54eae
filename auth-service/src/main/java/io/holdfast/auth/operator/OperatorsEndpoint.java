package io.holdfast.auth.operator;

import io.holdfast.auth.account.OperatedAccount;
import io.holdfast.auth.account.OperatedAccounts;
import io.holdfast.web.ProblemException;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.stereotype.Component;

/**
 * For who may reach the machine: {@code GET} lists the operators of the site; {@code POST} with an {@code action} and an {@code address}
 * grants and revokes their right, vouches for an address, or has an account sign in without codes of an app. {@code ./holdfast admin} calls it.
 */
@Component
@Endpoint(id = "operators")
class OperatorsEndpoint {

    /** What to do. */
    enum Action {
        GRANT,
        REVOKE,
        VOUCH,
        CODES_OFF
    }

    private final OperatedAccounts accounts;

    OperatorsEndpoint(OperatedAccounts accounts) {
        this.accounts = accounts;
    }

    @ReadOperation
    List<OperatedAccount> list() {
        return accounts.operators();
    }

    /** Answered with {@code 404} when there is no account with this address, and with {@code 409} to grant a right while it is not proven. */
    @WriteOperation
    WebEndpointResponse<OperatedAccount> act(Action action, String address) {
        Optional<OperatedAccount> account;
        try {
            account = switch (action) {
                case GRANT -> accounts.grant(address);
                case REVOKE -> accounts.revoke(address);
                case VOUCH -> accounts.vouch(address);
                case CODES_OFF -> accounts.turnCodesOff(address);
            };
        } catch (ProblemException e) {
            return new WebEndpointResponse<>(e.status().value());
        }
        return account.map(WebEndpointResponse::new)
                .orElseGet(() -> new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND));
    }
}
