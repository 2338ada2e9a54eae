package io.holdfast.expiration;

import io.holdfast.testkit.ServersInDocker;

/** expiration-service with servers in Docker, to start in an editor. */
class TestExpirationApplication {

    public static void main(String[] args) {
        ExpirationApplication.application().sources(ServersInDocker.class).run(args);
    }
}
