package io.holdfast.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Connections to the gateway, one for each client of a load. */
final class Connections implements AutoCloseable {

    private final List<Http> all = new ArrayList<>();

    Connections(int port, int number) throws IOException {
        for (int i = 0; i < number; i++) {
            all.add(new Http(port));
        }
    }

    Http of(int client) {
        return all.get(client);
    }

    @Override
    public void close() throws IOException {
        for (Http http : all) {
            http.close();
        }
    }
}
