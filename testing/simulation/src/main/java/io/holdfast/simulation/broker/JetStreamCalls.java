package io.holdfast.simulation.broker;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Answers the calls of {@code JetStream}, {@code JetStreamManagement} and {@code JetStreamSubscription} that Holdfast makes. Every other one
 * fails: who begins to use one teaches it here.
 */
final class JetStreamCalls {

    /** What is answered with information that is not looked at. */
    private static final @Nullable Object NOT_READ = null;

    private static final Duration NOT_ANSWERED_AFTER = Duration.ofSeconds(4);

    private final SimulatedLink link;
    private final SimulatedBroker broker;

    JetStreamCalls(SimulatedLink link) {
        this.link = link;
        this.broker = link.broker();
    }

    /** @param type one of these interfaces */
    <T> T as(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer(method, arguments == null ? new Object[0] : arguments)));
    }

    private @Nullable Object answer(Method method, Object[] arguments) throws IOException, JetStreamApiException {
        return switch (method.getName()) {
            case "publishAsync" -> publish((String) arguments[0], (Headers) arguments[1], (byte[]) arguments[2]);
            case "publish" ->
                link.ask(() -> store((String) arguments[0], (Headers) arguments[1], (byte[]) arguments[2]));
            case "subscribe" -> subscribe((PullSubscribeOptions) arguments[1]);
            case "getStreamInfo" -> link.ask(() -> info(stream((String) arguments[0])));
            case "addStream" -> link.ask(() -> addStream((StreamConfiguration) arguments[0]));
            case "updateStream" -> link.ask(() -> updateStream((StreamConfiguration) arguments[0]));
            case "addOrUpdateConsumer" ->
                link.ask(() -> {
                    addConsumer((String) arguments[0], (ConsumerConfiguration) arguments[1]);
                    return NOT_READ;
                });
            case "getConsumerInfo" ->
                link.ask(() -> {
                    consumer((String) arguments[0], (String) arguments[1]);
                    return NOT_READ;
                });
            case "deleteConsumer" ->
                link.ask(() -> stream((String) arguments[0]).consumers().remove((String) arguments[1]) != null);
            case "getMessage" -> link.ask(() -> Replies.message(stream((String) arguments[0]), (Long) arguments[1]));
            case "toString" -> "simulated";
            default -> throw new UnsupportedOperationException(method.toString());
        };
    }

    private CompletableFuture<PublishAck> publish(String subject, Headers headers, byte[] data) {
        CompletableFuture<PublishAck> answer =
                link.send(link.faults().published(), () -> store(subject, headers, data));
        // As the client library does, which looks for requests that were not answered every two seconds.
        link.process().after(NOT_ANSWERED_AFTER, () -> {
            if (!answer.isDone()) {
                link.process().start("reply", () -> answer.completeExceptionally(new CancellationException()));
            }
        });
        return answer;
    }

    private PublishAck store(String subject, Headers headers, byte[] data) throws IOException, JetStreamApiException {
        SimulatedStream stream = broker.of(subject);
        if (stream == null) {
            throw new IOException("No stream takes " + subject);
        }
        long sequence = stream.add(subject, headers, data, link.machine().time());
        link.machine().trace().say(link.machine(), () -> "published " + subject + " as " + sequence);
        stream.consumers().values().forEach(SimulatedConsumer::wake);
        return Replies.acknowledged(stream.configuration().getName(), sequence);
    }

    private SimulatedStream stream(String name) throws JetStreamApiException {
        SimulatedStream stream = broker.find(name);
        if (stream == null) {
            throw Replies.notFound("stream not found");
        }
        return stream;
    }

    private SimulatedConsumer consumer(String stream, String name) throws JetStreamApiException {
        SimulatedConsumer consumer = stream(stream).consumers().get(name);
        if (consumer == null) {
            throw Replies.notFound("consumer not found");
        }
        return consumer;
    }

    private StreamInfo addStream(StreamConfiguration wanted) throws JetStreamApiException {
        broker.streams()
                .computeIfAbsent(
                        wanted.getName(),
                        name -> new SimulatedStream(wanted, link.machine().time()));
        return info(stream(wanted.getName()));
    }

    private StreamInfo updateStream(StreamConfiguration wanted) throws JetStreamApiException {
        stream(wanted.getName()).configuration(wanted);
        return info(stream(wanted.getName()));
    }

    private static StreamInfo info(SimulatedStream stream) {
        return Replies.info(stream);
    }

    private void addConsumer(String stream, ConsumerConfiguration wanted) throws JetStreamApiException {
        SimulatedStream found = stream(stream);
        String name =
                Objects.requireNonNullElseGet(wanted.getDurable(), () -> Objects.requireNonNull(wanted.getName()));
        found.consumers()
                .computeIfAbsent(
                        name, key -> new SimulatedConsumer(found, name, wanted, link.machine(), link.faults()));
    }

    private JetStreamSubscription subscribe(PullSubscribeOptions options) {
        String stream = options.getStream();
        String consumer = options.getDurable() == null ? options.getName() : options.getDurable();
        return (JetStreamSubscription) Proxy.newProxyInstance(
                JetStreamSubscription.class.getClassLoader(),
                new Class<?>[] {JetStreamSubscription.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "iterate" -> new Pull(link, stream, consumer, (Integer) arguments[0], (Duration) arguments[1]);
                    case "getConsumerName" -> consumer;
                    case "unsubscribe" -> null;
                    case "toString" -> consumer;
                    default -> throw new UnsupportedOperationException(method.toString());
                });
    }
}
