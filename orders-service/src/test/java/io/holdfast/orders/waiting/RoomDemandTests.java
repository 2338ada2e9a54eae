package io.holdfast.orders.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.WaitingRoomState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RoomDemandTests {

    private static final Instant NOW = Instant.parse("2027-01-01T12:00:00Z");
    private static final Duration PASS = Duration.ofMinutes(5);
    private static final WaitingRoomState UNLIMITED = new WaitingRoomState(NOW, null, null);

    @Test
    void admitsAsManyAsMayChooseAndPayAtATime() {
        assertThat(admits(new RoomDemand(900, 30, 20, 1_000, 40), UNLIMITED, Admissions.NONE))
                .isEqualTo(50);
        assertThat(admits(new RoomDemand(900, 30, 20, 1_000, 40), new WaitingRoomState(NOW, null, 60), Admissions.NONE))
                .isEqualTo(10);
        assertThat(admits(new RoomDemand(900, 80, 40, 1_000, 40), UNLIMITED, Admissions.NONE))
                .isZero();
        assertThat(admits(new RoomDemand(7, 0, 0, 1_000, 40), UNLIMITED, Admissions.NONE))
                .isEqualTo(7);
    }

    @Test
    void admitsNoMoreThanFindSomethingToChoose() {
        assertThat(admits(new RoomDemand(900, 3, 20, 8, 40), UNLIMITED, Admissions.NONE))
                .isEqualTo(5);
        assertThat(admits(new RoomDemand(900, 0, 0, 0, 40), UNLIMITED, Admissions.NONE))
                .isZero();
    }

    @Test
    void isSoldOutWhenNothingCanComeBack() {
        assertThat(new RoomDemand(900, 0, 20, 0, 40).isSoldOut()).isFalse();
        assertThat(new RoomDemand(900, 0, 0, 0, 0).isSoldOut()).isTrue();
    }

    @Test
    void spreadsTheAdmissionsOfAMinute() {
        WaitingRoomState terms = new WaitingRoomState(NOW, 30, 10_000);
        RoomDemand demand = new RoomDemand(900, 0, 0, 1_000, 0);
        Admissions admissions = Admissions.NONE;
        int inAMinute = 0;
        for (int second = 0; second < 120; second++) {
            Instant now = NOW.plusSeconds(second);
            int count = demand.admits(terms, 100, admissions, now);
            if (count > 0) {
                admissions = admissions.admit(count, now, PASS);
            }
            assertThat(admissions.admittedSince(now.minusSeconds(60))).isLessThanOrEqualTo(30);
            assertThat(admissions.admittedSince(now.minusSeconds(10))).isLessThanOrEqualTo(5);
            inAMinute = admissions.admittedSince(now.minusSeconds(60));
        }
        assertThat(inAMinute).isEqualTo(30);
        assertThat(admissions.admitted()).isEqualTo(60);
    }

    @Test
    void aPassHasAnEndAndAPlaceOnePass() {
        Admissions admissions = Admissions.NONE.admit(10, NOW, PASS).admit(5, NOW.plusSeconds(200), PASS);

        assertThat(admissions.pass(10, NOW)).contains(NOW.plus(PASS));
        assertThat(admissions.pass(11, NOW)).contains(NOW.plusSeconds(200).plus(PASS));
        assertThat(admissions.pass(16, NOW)).isEmpty();
        assertThat(admissions.pass(10, NOW.plus(PASS))).isEmpty();
        assertThat(admissions.isOver(10, NOW.plus(PASS))).isTrue();
        assertThat(admissions.isOver(16, NOW.plus(PASS))).isFalse();

        Admissions later = admissions.admit(1, NOW.plusSeconds(420), PASS);
        assertThat(later.admitted()).isEqualTo(16);
        assertThat(later.steps()).hasSize(2);
        assertThat(later.isOver(10, NOW.plusSeconds(420))).isTrue();
    }

    private static int admits(RoomDemand demand, WaitingRoomState terms, Admissions admissions) {
        return demand.admits(terms, 100, admissions, NOW);
    }
}
