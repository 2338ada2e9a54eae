package io.holdfast.auth.account;

import io.holdfast.auth.GuestProperties;
import io.holdfast.auth.session.Sessions;
import io.holdfast.auth.session.SignedIn;
import io.holdfast.contracts.AccountErased;
import io.holdfast.contracts.GuestAdopted;
import io.holdfast.contracts.GuestLinkMade;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/**
 * People who buy without an account. A guest has a session for the purchase; later, links in mails open one. Once the owner of the
 * address is found, the orders of all guests with that address go into the owner's account, each once, and those sessions and links end.
 */
@Service
class Guests {

    private static final Logger log = LoggerFactory.getLogger(Guests.class);

    /** A proof older than this was cut short: the request that made it is over. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final GuestStore store;
    private final AccountStore accounts;
    private final Links links;
    private final GuestLimiter limiter;
    private final Sessions sessions;
    private final LastMails lastMails;
    private final OutboxRelay relay;
    private final GuestProperties properties;
    private final Clock clock;

    Guests(
            GuestStore store,
            AccountStore accounts,
            Links links,
            GuestLimiter limiter,
            Sessions sessions,
            LastMails lastMails,
            @Qualifier("guestsOutbox") OutboxRelay relay,
            GuestProperties properties,
            Clock clock) {
        this.store = store;
        this.accounts = accounts;
        this.links = links;
        this.limiter = limiter;
        this.sessions = sessions;
        this.lastMails = lastMails;
        this.relay = relay;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Begins a purchase. Whether the address has an account, or was used by other guests, changes nothing.
     *
     * @throws ProblemException 429 when a limit is reached
     */
    SignedIn begin(EmailAddress email, String name, Client client) {
        limiter.count(client.address(), email);
        while (true) {
            Guest guest = Guest.of(Ids.random(), email, name, clock.instant());
            store.insert(guest);
            Optional<SignedIn> session = session(guest, client, false);
            if (session.isPresent()) {
                return session.get();
            }
            // The owner of the address is found at this moment. The next guest begins after that.
        }
    }

    /** A link is about to be mailed. Handling the message again changes nothing. */
    void linkMade(GuestLinkMade message) {
        store.find(message.guestId())
                .filter(guest -> guest.account() == null && guest.email().equals(message.email()))
                .ifPresent(guest -> links.keep(new Link(
                        message.linkId(), LinkKind.GUEST, guest.id(), guest.email(), null, message.expiresAt())));
    }

    /**
     * Opens a guest's orders with a link from a mail, which can be followed again. It proves the address in this browser, and nowhere else:
     * the guest's sessions of who only typed it end. If the person is signed in to the account with it, the orders go into that.
     *
     * @param before the token that the request came with; null if none
     * @return that account's session, or another one for the guest
     * @throws ProblemException 410 when there is no such link any more
     */
    SignedIn open(String secret, @Nullable String before, Client client) {
        Link link = links.find(LinkKind.GUEST, secret);
        Guest guest = store.find(link.account()).orElseThrow(Links::over);
        Optional<SignedIn> account = Optional.ofNullable(before)
                .filter(token -> sessions.callerOf(token)
                        .filter(caller -> !caller.guest() && caller.email().equals(guest.email()))
                        .filter(caller -> accounts.prove(caller.id(), guest.email(), clock.instant()))
                        .isPresent())
                .flatMap(sessions::renew);
        if (account.isPresent()) {
            adopt(account.get().userId(), guest.email());
            return account.get();
        }
        sessions.endUnproven(guest.id());
        return session(guest, client, true).orElseThrow(Links::over);
    }

    /**
     * Someone signed in, in a browser in which they were a guest with the address of their account before: if it is proven, by a
     * link that this browser followed or before, the guests' orders go into the account.
     *
     * @param before the token that the request came with; null if none
     */
    void signedIn(SignedIn account, @Nullable String before) {
        if (before == null || account.guest()) {
            return;
        }
        sessions.callerOf(before)
                .filter(guest -> guest.guest() && guest.email().equals(account.email()))
                .ifPresent(guest -> signedIn(account, guest));
    }

    private void signedIn(SignedIn account, Caller guest) {
        boolean proven = sessions.isProven(guest)
                ? accounts.prove(account.userId(), guest.email(), clock.instant())
                : accounts.findById(account.userId()).filter(Account::isProven).isPresent();
        if (proven) {
            adopt(account.userId(), guest.email());
        }
    }

    /** The owner of an address is found: what guests bought with it belongs to this account. Repeating it changes nothing. */
    void adopt(String account, String email) {
        Instant due = accounts.findById(account)
                .filter(found -> found.email().equals(email))
                .map(Account::guestsDue)
                .orElse(null);
        for (Guest guest : store.findUnadopted(email)) {
            Instant now = clock.instant();
            store.adopt(new GuestAdopted(guest.id(), account, now, 1), now).ifPresent(relay::publish);
            // Also when another request adopted it: a crash may have come in between.
            end(guest.id());
        }
        // After that: either this sees that the account was erased meanwhile, or its erasure sees the guests.
        if (accounts.findById(account).filter(AccountStore::isErased).isPresent()) {
            forget(account);
        }
        if (due != null) {
            accounts.finishGuests(account, due);
        }
    }

    /** For proofs that were cut short. One that fails keeps no other waiting, and is tried again the next time. */
    void finishAdoptions() {
        accounts.findDueGuests(clock.instant().minus(GRACE))
                .forEach(account -> Repeated.tryNow(
                        "the adoption by account", account.id(), () -> adopt(account.id(), account.email())));
    }

    /** Forgets guests of long ago whose orders no link opens any more. */
    void forgetOld() {
        store.forEachBegunBefore(clock.instant().minus(properties.keep()), guest -> {
            if (!links.exist(guest)) {
                store.delete(guest);
            }
        });
    }

    /** Removes the person from all guests whose orders are in an account. Repeating it changes nothing. */
    void forget(String account) {
        for (Guest guest : store.findAdopted(account)) {
            links.removeAll(guest.id());
            sessions.forget(guest.id());
            store.erase(guest.id());
        }
    }

    /**
     * Who a guest is.
     *
     * @throws ProblemException 401 when the session has ended; 404 for an account; 409 when its owner only typed the address
     */
    Guest requireProven(Caller caller) {
        if (!caller.guest()) {
            throw ProblemException.notFound();
        }
        if (!sessions.isAlive(caller)) {
            throw ProblemException.unauthenticated();
        }
        if (!sessions.isProven(caller)) {
            throw ProblemException.of(
                    HttpStatus.CONFLICT, "address-not-proven", "Open your order with the link in a mail first.");
        }
        return store.find(caller.id())
                .filter(guest -> guest.version() == 0)
                .orElseThrow(ProblemException::unauthenticated);
    }

    /**
     * For what cannot be undone: a link of minutes ago. A session lasts a day, and a browser may not be the owner's alone.
     *
     * @throws ProblemException 403 when it was followed too long ago
     */
    void requireFresh(Caller caller) {
        if (!sessions.beganWithin(caller, CallerAccounts.FRESH)) {
            throw ProblemException.of(
                    HttpStatus.FORBIDDEN,
                    "open-again",
                    "Open your order again with the link in a mail: it was a while ago that you did.");
        }
    }

    /**
     * Forgets a guest. The links and sessions end, and the orders come into no account.
     *
     * @throws ProblemException 401 when the orders came into an account meanwhile
     */
    void erase(Guest guest) {
        Instant now = clock.instant();
        Document lastMail = lastMails.note(guest.email(), RequestLanguage.current());
        Guest erased = store.forget(new AccountErased(guest.id(), now, 1), now, lastMail)
                .orElseThrow(ProblemException::unauthenticated);
        relay.publish(erased);
        log.info("ERASED guest {}", guest.id());
        lastMails.guestErased(guest.id());
        end(guest.id());
    }

    /** Makes the links of a guest useless, and ends the sessions. Repeating it changes nothing. */
    void end(String guest) {
        links.removeAll(guest);
        sessions.endOthers(guest, "");
    }

    /** Empty if the guest's orders came into an account meanwhile, or the guest was forgotten. */
    private Optional<SignedIn> session(Guest guest, Client client, boolean proven) {
        SignedIn session =
                sessions.beginGuest(guest.id(), guest.email(), guest.name(), client.network(), client.device(), proven);
        // After it began: an adoption, or an erasure, ends the sessions that it finds. One that it did not find ends
        // here.
        if (store.isOver(guest.id())) {
            sessions.endOthers(guest.id(), "");
            return Optional.empty();
        }
        return Optional.of(session);
    }
}
