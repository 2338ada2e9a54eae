package io.holdfast.events;

import io.holdfast.testkit.ServersInDocker;

/** events-service with servers in Docker, to start in an editor. */
class TestEventsApplication {

    public static void main(String[] args) {
        EventsApplication.application().sources(ServersInDocker.class).run(args);
    }
}
