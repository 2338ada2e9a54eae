package io.holdfast.orders.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.DisputeState;
import io.holdfast.orders.mail.MoneyMail.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyMailTests {

    @ParameterizedTest
    @CsvSource({
        "SOLD_BACK, 1, sold-back.amount",
        "SOLD_BACK, 2, refund-due.amount",
        "EVENT_CANCELLED, 1, event-cancelled.amount",
        "EVENT_CANCELLED, 3, refund-due.amount",
        "TICKETS_ENDED, 2, tickets-ended.amount",
        "REFUND_PAID, 2, refund-paid.amount",
        "REFUND_FAILED, 2, refund-failed.amount"
    })
    void whatGoesBackAfterAPartOfItIsToldToBeAllOfIt(Kind kind, int refunds, String label) {
        assertThat(MoneyMail.amountLabel(kind, refunds)).isEqualTo(label);
    }

    @ParameterizedTest
    @CsvSource({
        "REFUND_DUE, OPEN, refund-waits.note",
        "SOLD_BACK, OPEN, refund-waits.note",
        "TICKETS_ENDED, OPEN, refund-waits.note",
        "EVENT_CANCELLED, OPEN, refund-waits.note",
        "REFUND_DUE, WON, refund-due.note",
        "REFUND_DUE, INQUIRY, refund-due.note",
        "REFUND_PAID, OPEN, refund-paid.note"
    })
    void whatIsDueWhileTheChargeIsDisputedIsNotToldToBeOnItsWay(Kind kind, DisputeState.Status status, String note) {
        assertThat(MoneyMail.note(kind, List.of(new DisputeState(100, "fraudulent", status))))
                .isEqualTo(note);
    }

    @Test
    void whatIsDueIsOnItsWay() {
        assertThat(MoneyMail.note(Kind.REFUND_DUE, List.of())).isEqualTo("refund-due.note");
    }
}
