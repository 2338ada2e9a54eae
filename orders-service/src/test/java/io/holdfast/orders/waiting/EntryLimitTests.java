package io.holdfast.orders.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.contracts.WaitingRoomState;
import io.holdfast.orders.puzzle.ProofOfWork;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import io.holdfast.orders.waiting.WaitingRoom.Entry;
import io.holdfast.web.Caller;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

/** A network may make so many entries in a minute, however often someone in it was refused, and read so much of draws. */
class EntryLimitTests {

    private static final String EVENT = "event1";
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final Duration PASS = Duration.ofMinutes(5);
    private static final int PER_NETWORK = 2;
    private static final Caller ADA = new Caller("ada", "ada@example.org", null, "session", "token");

    private final Sales sales = mock(Sales.class);
    private final WaitingRooms rooms = mock(WaitingRooms.class);
    private final RoomViews views = mock(RoomViews.class);
    private final ProofOfWork proofs = mock(ProofOfWork.class);
    private final WaitingRoom room = mock(WaitingRoom.class);
    private final HttpServletRequest request = mock(HttpServletRequest.class);
    private final EntryLimiter limiter = new EntryLimiter(
            new WaitingRoomProperties(100, PER_NETWORK, 1, PASS, 10, 40, Duration.ofMillis(500), 10, 10), CLOCK);
    private final WaitingRoomController controller =
            new WaitingRoomController(sales, rooms, views, mock(RoomStreams.class), limiter, proofs);

    @BeforeEach
    void theRoomIsOpen() {
        Sale sale = mock(Sale.class);
        RoomView open = mock(RoomView.class);
        EntryView none = mock(EntryView.class);
        when(request.getRemoteAddr()).thenReturn("192.0.2.1");
        when(sale.eventId()).thenReturn(EVENT);
        when(sale.waitingRoom()).thenReturn(Optional.of(new WaitingRoomState(NOON, null, null)));
        when(sales.await(EVENT)).thenReturn(Optional.of(sale));
        when(rooms.clock()).thenReturn(CLOCK);
        when(rooms.lookAt(eq(sale), any())).thenReturn(room);
        when(room.secrets()).thenReturn(Secrets.random());
        when(room.enter(any(), any()))
                .thenReturn(CompletableFuture.completedFuture(Optional.of(new Entry("entry", 1, null))));
        when(open.status()).thenReturn(RoomView.OPEN);
        when(none.status()).thenReturn(EntryView.NONE);
        when(none.room()).thenReturn(open);
        when(views.entry(any(), any(), any(), any(), anyBoolean())).thenReturn(none);
    }

    private HttpStatus enter() {
        return HttpStatus.valueOf(
                controller.enter(request, ADA, EVENT, null).getStatusCode().value());
    }

    private void expectRefusal(String code) {
        assertThatThrownBy(this::enter)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(code));
    }

    @Test
    void entriesCount() {
        for (int i = 0; i < PER_NETWORK; i++) {
            assertThat(enter()).isEqualTo(HttpStatus.CREATED);
        }
        expectRefusal("rate-limited");
    }

    @Test
    void whatIsRefusedDoesNot() {
        doThrow(ProblemException.of(HttpStatus.PRECONDITION_REQUIRED, "proof-required", "Solve a puzzle first."))
                .when(proofs)
                .require(any(), any(), any());
        for (int i = 0; i < 2 * PER_NETWORK; i++) {
            expectRefusal("proof-required");
        }
        doNothing().when(proofs).require(any(), any(), any());
        when(room.isTakenByOther(any())).thenReturn(true);
        when(room.enter(any(), any())).thenReturn(CompletableFuture.completedFuture(Optional.empty()));
        for (int i = 0; i < 2 * PER_NETWORK; i++) {
            expectRefusal("already-entered");
        }
        theRoomIsOpen();

        entriesCount();
    }

    @Test
    void theSmallerADrawIsTheMoreOftenItIsRead() {
        assertThat(timesRead("192.0.2.1", 100_000)).isEqualTo(80);
        assertThat(timesRead("192.0.2.2", 10_000)).isEqualTo(800);
        assertThat(timesRead("192.0.2.3", 0)).isEqualTo(8_000);
    }

    private int timesRead(String address, int drawn) {
        for (int times = 0; ; times++) {
            try {
                limiter.countDraw(ClientNetwork.of(address), drawn);
            } catch (ProblemException e) {
                assertThat(e.code()).isEqualTo("rate-limited");
                return times;
            }
        }
    }

    @Test
    void whatMayHaveEnteredDoes() {
        when(room.enter(any(), any())).thenReturn(CompletableFuture.failedFuture(new TimeoutException()));
        for (int i = 0; i < PER_NETWORK; i++) {
            expectRefusal("unavailable");
        }
        expectRefusal("rate-limited");
    }
}
