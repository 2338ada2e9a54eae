package io.holdfast.payments;

import io.holdfast.testkit.ServersInDocker;

/** payments-service with servers in Docker, to start in an editor. */
class TestPaymentsApplication {

    public static void main(String[] args) {
        PaymentsApplication.application().sources(ServersInDocker.class).run(args);
    }
}
