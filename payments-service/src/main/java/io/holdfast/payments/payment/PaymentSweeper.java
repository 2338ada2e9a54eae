package io.holdfast.payments.payment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Takes up what crashes, lost answers and sleeping neighbours left in between, from the start on. */
@Component
class PaymentSweeper {

    private static final Logger log = LoggerFactory.getLogger(PaymentSweeper.class);
    private static final int AT_ONCE = 200;
    private static final Duration TIDY = Duration.ofHours(1);

    private final PaymentStore payments;
    private final PaymentWorker worker;
    private final LedgerWriter bookkeeper;
    private final PayRequestStore commands;
    private final Clock clock;
    private Instant tidied = Instant.EPOCH;
    private boolean prepared;

    PaymentSweeper(PaymentStore payments, PaymentWorker worker, LedgerWriter bookkeeper, PayRequestStore commands, Clock clock) {
        this.payments = payments;
        this.worker = worker;
        this.bookkeeper = bookkeeper;
        this.commands = commands;
        this.clock = clock;
    }

    /** One look. */
    @Scheduled(fixedDelayString = "${holdfast.payments.sweep:1s}")
    void sweep() {
        try {
            if (!prepared) {
                payments.prepare();
                prepared = true;
            }
            Instant now = clock.instant();
            payments.due(now, AT_ONCE).forEach(worker::resumeSoon);
            bookkeeper.sweep();
            if (now.isAfter(tidied.plus(TIDY))) {
                commands.forgetOld();
                tidied = now;
            }
        } catch (RuntimeException e) {
            log.warn("The sweep will be repeated: {}", e.toString());
        }
    }
}
