package io.holdfast.payments.payment;

import static io.holdfast.payments.payment.PaymentFixtures.payment;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.payments.ledger.Balance;
import io.holdfast.payments.payment.PaymentFixtures.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the audit takes for wrong. That it takes nothing else for wrong, the tests of the transitions tell. */
class LedgerAuditTests {

    @ParameterizedTest
    @CsvSource({
        "AUTHORIZING, 0, 0",
        "DECLINED, 0, 0",
        "AUTHORIZED, 2500, 0",
        "CAPTURED, 0, 2500",
        "PARTLY_REFUNDED, 0, 1500",
        "REFUNDED, 0, 0",
        "REVERSED, 0, 0",
        "VOIDED, 0, 0"
    })
    void oneBalanceFitsAPaymentOfWhichNothingIsUnderWay(State state, long authorized, long kept) {
        Payment payment = payment(state);
        assertThat(LedgerAudit.agrees(payment, new Balance(authorized, kept))).isTrue();

        for (long difference : new long[] {-2500, -1, 1, 2500}) {
            assertThat(LedgerAudit.agrees(payment, new Balance(authorized + difference, kept)))
                    .as("%+d authorized", difference)
                    .isFalse();
            assertThat(LedgerAudit.agrees(payment, new Balance(authorized, kept + difference)))
                    .as("%+d kept", difference)
                    .isFalse();
        }
    }

    /** Its ledger may have the authorization, or the charge, until that is undone. */
    @Test
    void moneyOfAReversalThatIsUnderWayIsNoMistake() {
        Payment payment = payment(State.CAPTURE_FAILED);
        assertThat(LedgerAudit.agrees(payment, new Balance(2500, 0))).isTrue();
        assertThat(LedgerAudit.agrees(payment, new Balance(0, 2500))).isTrue();
    }
}
