package io.holdfast.orders;

import io.holdfast.testkit.ServersInDocker;

/** orders-service with servers in Docker, to start in an editor. */
class TestOrdersApplication {

    public static void main(String[] args) {
        OrdersApplication.application().sources(ServersInDocker.class).run(args);
    }
}
