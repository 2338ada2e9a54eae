package io.holdfast.auth.account;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.holdfast.auth.GuestProperties;
import io.holdfast.auth.session.Sessions;
import io.holdfast.messaging.OutboxRelay;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;

class GuestsTests {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    private final GuestStore store = mock(GuestStore.class);
    private final AccountStore accounts = mock(AccountStore.class);
    private final Guests guests = new Guests(
            store,
            accounts,
            mock(Links.class),
            mock(GuestLimiter.class),
            mock(Sessions.class),
            mock(OutboxRelay.class),
            mock(GuestProperties.class),
            Clock.fixed(NOON, ZoneOffset.UTC));

    @Test
    void anAdoptionThatFailsKeepsNoOtherWaiting() {
        Account ada = due("ada");
        Account bob = due("bob");
        when(accounts.findDueGuests(any())).thenReturn(List.of(ada, bob));
        when(store.findUnadopted("ada@example.org")).thenThrow(new QueryTimeoutException("The database is slow"));

        guests.finishAdoptions();

        verify(accounts).finishGuests("bob", NOON);
    }

    private Account due(String id) {
        Account account = mock(Account.class);
        when(account.id()).thenReturn(id);
        when(account.email()).thenReturn(id + "@example.org");
        when(account.guestsDue()).thenReturn(NOON);
        when(accounts.findById(id)).thenReturn(Optional.of(account));
        return account;
    }
}
