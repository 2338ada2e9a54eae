package io.holdfast.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.testkit.TestBroker;
import org.junit.jupiter.api.Test;

/** Behind TLS people expect to pay: tickets are not given away because a setting was forgotten. */
class SandboxInProductionIT {

    private static final String PRODUCTION = "holdfast.web.secure-cookies=true";

    @Test
    void theSandboxHasToBeConfirmed() {
        assertThatThrownBy(() -> new PaymentsServer(TestBroker.shared(), PRODUCTION).close())
                .hasStackTraceContaining("HOLDFAST_PAYMENTS_SANDBOX=really");
        assertThatThrownBy(() ->
                        new PaymentsServer(TestBroker.shared(), PRODUCTION, "holdfast.payments.sandbox=yes").close())
                .hasStackTraceContaining("holdfast.payments.sandbox");
        try (PaymentsServer confirmed =
                new PaymentsServer(TestBroker.shared(), PRODUCTION, "holdfast.payments.sandbox=really")) {
            assertThat(confirmed.bean(PaymentsProperties.class).provider())
                    .isEqualTo(PaymentsProperties.Provider.SANDBOX);
        }
    }
}
