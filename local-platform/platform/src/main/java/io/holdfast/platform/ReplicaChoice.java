package io.holdfast.platform;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.ProxyContext;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/** The replicas that a request may still be sent to. */
final class ReplicaChoice {

    private static final String KEY = ReplicaChoice.class.getName();

    private final ProxyContext context;
    private final Deque<Replica> left;

    private ReplicaChoice(ProxyContext context, List<Replica> replicas) {
        this.context = context;
        this.left = new ArrayDeque<>(replicas);
    }

    /** The choice for a request: the same one when the request is repeated. */
    static ReplicaChoice of(ProxyContext context, Function<ProxyContext, Service> service, Replicas replicas) {
        ReplicaChoice choice = context.get(KEY, ReplicaChoice.class);
        if (choice == null) {
            choice = new ReplicaChoice(context, replicas.inTurn(service.apply(context)));
            context.set(KEY, choice);
        }
        return choice;
    }

    static boolean isExhausted(ProxyContext context) {
        ReplicaChoice choice = context.get(KEY, ReplicaChoice.class);
        return choice == null || choice.left.isEmpty();
    }

    /** Connects to the first replica that accepts the connection. Nothing is sent to one that does not. */
    Future<HttpClientRequest> connect() {
        Replica replica = left.poll();
        if (replica == null) {
            return Future.failedFuture("No replica takes the request");
        }
        SocketAddress address = SocketAddress.inetSocketAddress(replica.port(), "127.0.0.1");
        return context.client()
                .request(new RequestOptions().setServer(address))
                // Who waits for the answer is told what fails. Without a handler Vert.x logs it as an error, also that
                // a client has left.
                .map(request -> request.exceptionHandler(_ -> {}))
                .recover(failure -> {
                    if (failure instanceof ConnectException) {
                        replica.recordRefusal();
                    }
                    return left.isEmpty() ? Future.failedFuture(failure) : connect();
                });
    }
}
