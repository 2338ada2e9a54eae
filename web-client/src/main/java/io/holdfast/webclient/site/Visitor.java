package io.holdfast.webclient.site;

import io.holdfast.webclient.backend.Account;
import io.holdfast.webclient.backend.Accounts;
import io.holdfast.webclient.backend.SignInNeeded;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The visitor of a page. Their account is requested from auth-service while the page is being made. If it does not answer, a
 * visitor with a session counts as signed in without a name; the other services check the session themselves.
 */
public final class Visitor {

    private static final Accounts.Session UNKNOWN = new Accounts.Session(null, null, List.of());

    private final @Nullable String token;
    private final String address;
    private final CompletableFuture<Accounts.Session> session;

    Visitor(@Nullable String token, String address, CompletableFuture<Accounts.Session> session) {
        this.token = token;
        this.address = address;
        this.session = session;
    }

    static Visitor anonymous(String address) {
        return new Visitor(null, address, CompletableFuture.completedFuture(UNKNOWN));
    }

    /** The token as the browser sent it, which may have expired. For public data, since it does not wait for auth-service. */
    public @Nullable String sentToken() {
        return token;
    }

    /** Where the request comes from, for services that limit clients. */
    public String address() {
        return address;
    }

    /** The token to act with, which auth-service may have renewed; null without one. */
    public @Nullable String token() {
        if (token == null) {
            return null;
        }
        String renewed = SessionRelay.token(cookies());
        return renewed == null ? token : renewed;
    }

    /** @throws SignInNeeded if there is no session */
    public String requireToken() {
        String current = token();
        if (current == null || !isSignedIn()) {
            throw new SignInNeeded();
        }
        return current;
    }

    /**
     * For what a guest may do, too, who buys without an account.
     *
     * @throws SignInNeeded if there is no session
     */
    public String requireBuyer() {
        String current = token();
        return current != null && getGuest() != null ? current : requireToken();
    }

    /** Who buys without an account; null for others. */
    public @Nullable Account getGuest() {
        return settled().guest();
    }

    public boolean isSignedIn() {
        return token != null && (account() != null || session.isCompletedExceptionally());
    }

    public @Nullable Account account() {
        return settled().account();
    }

    /** The name to show; null if the visitor is not signed in, or while it is not known. */
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
