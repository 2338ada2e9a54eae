package io.holdfast.webclient.operator;

import io.holdfast.webclient.backend.Account;
import io.holdfast.webclient.backend.Service;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.SignInNeeded;
import io.holdfast.webclient.site.Visitor;
import java.util.List;

/** Pages that do not exist for others than operators. */
final class OperatorPages {

    private OperatorPages() {}

    /**
     * The token of an operator. While auth-service is away it is not known whether they are one; the services check that themselves.
     *
     * @throws SignInNeeded without a session
     * @throws ServiceProblem 404 for others
     */
    static String token(Visitor visitor) {
        String token = visitor.requireToken();
        Account account = visitor.account();
        if (account != null && !account.isOperator()) {
            throw new ServiceProblem(Service.AUTH, 404, "not-found", "the visitor is no operator", List.of(), null);
        }
        return token;
    }
}
