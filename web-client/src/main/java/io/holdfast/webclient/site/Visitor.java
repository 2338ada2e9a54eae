package io.holdfast.webclient.site;

import io.holdfast.webclient.backend.Account;
import io.holdfast.webclient.backend.Accounts;
import io.holdfast.webclient.backend.SignInNeeded;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Whoever looks at a page. Who they are is asked of auth-service while the page is being made; when it does not answer, a
 * visitor with a session is taken for signed in without a name: the other services check the session themselves.
 */
public final class Visitor {

    private static final Accounts.Session UNKNOWN = new Accounts.Session(null, List.of());

    private final @Nullable String token;
    private final CompletableFuture<Accounts.Session> session;

    Visitor(@Nullable String token, CompletableFuture<Accounts.Session> session) {
        this.token = token;
        this.session = session;
    }

    static Visitor stranger() {
        return new Visitor(null, CompletableFuture.completedFuture(UNKNOWN));
    }

    /** The token as it came, which may have run out: for what anyone may read, without waiting for auth-service. */
    public @Nullable String sentToken() {
        return token;
    }

    /** The token to act with: renewed, if auth-service found that it was time. */
    public @Nullable String token() {
        if (token == null) {
            return null;
        }
        for (String cookie : cookies()) {
            String value = cookie.substring(cookie.indexOf('=') + 1).split(";", 2)[0];
            if (!value.isEmpty()) {
                return value;
            }
        }
        return token;
    }

    /** @throws SignInNeeded if there is no session */
    public String requireToken() {
        String current = token();
        if (current == null || !isSignedIn()) {
            throw new SignInNeeded();
        }
        return current;
    }

    public boolean isSignedIn() {
        return token != null && (account() != null || session.isCompletedExceptionally());
    }

    public @Nullable Account account() {
        return settled().account();
    }

    /** What to call them; null for a stranger, or while nobody can tell. */
    public @Nullable String getName() {
        Account account = account();
        return account == null ? null : account.displayName();
    }

    List<String> cookies() {
        return settled().cookies();
    }

    private Accounts.Session settled() {
        try {
            return session.join();
        } catch (CompletionException e) {
            return UNKNOWN;
        }
    }
}
