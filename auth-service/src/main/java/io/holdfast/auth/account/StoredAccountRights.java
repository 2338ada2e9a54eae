package io.holdfast.auth.account;

import io.holdfast.auth.session.AccountRights;
import io.holdfast.mail.Mails;
import io.holdfast.web.Caller;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What accounts may do, as the database has it. */
@Component
class StoredAccountRights implements AccountRights {

    private final AccountStore accounts;
    private final Mails mails;

    StoredAccountRights(AccountStore accounts, Mails mails) {
        this.accounts = accounts;
        this.mails = mails;
    }

    @Override
    public Optional<Caller.Rights> of(String accountId) {
        return accounts.findById(accountId)
                .filter(account -> !account.isSuspended() && !AccountStore.isErased(account))
                .map(account -> new Caller.Rights(account.isOperator(), isUnproven(account)));
    }

    /** Whether the address of an account still has to be proven. Where no mails are sent, none can be. */
    boolean isUnproven(Account account) {
        return mails.isOn() && !account.isProven();
    }
}
