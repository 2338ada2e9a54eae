package io.holdfast.orders.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.orders.mail.MoneyMail.Kind;
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
}
