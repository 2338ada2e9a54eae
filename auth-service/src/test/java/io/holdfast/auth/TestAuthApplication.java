package io.holdfast.auth;

import io.holdfast.testkit.ServersInDocker;

/** auth-service with servers in Docker, to start in an editor. */
class TestAuthApplication {

    public static void main(String[] args) {
        AuthApplication.application().sources(ServersInDocker.class).run(args);
    }
}
