package io.holdfast.auth.session;

import io.holdfast.web.Caller;
import java.util.Optional;

/** What sessions have to know of accounts, which they ask each time a token is issued. */
public interface AccountRights {

    /** What the account may do; empty if it may not be signed in to at all, because it is suspended or gone. */
    Optional<Caller.Rights> of(String accountId);
}
