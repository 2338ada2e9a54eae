package io.holdfast.simulation.broker;

import io.nats.client.JetStreamApiException;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.NatsMessage;
import io.nats.client.support.JsonParseException;
import io.nats.client.support.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The broker's answers, which the client library reads from JSON. */
final class Replies {

    /** Asked for by each start of a process; reading it from JSON takes long. */
    private static final Map<String, StreamInfo> NOT_FOUND = new ConcurrentHashMap<>();

    private Replies() {}

    static PublishAck acknowledged(String stream, long sequence) throws IOException, JetStreamApiException {
        return new PublishAck(message("{\"stream\":\"%s\",\"seq\":%d}".formatted(stream, sequence)));
    }

    static StreamInfo info(SimulatedStream stream) {
        Instant first = stream.messages().isEmpty()
                ? stream.created()
                : stream.messages().firstEntry().getValue().at();
        return parse("""
            {"config":%s,"created":"%s","state":{"messages":%d,"bytes":0,"first_seq":%d,"first_ts":"%s","last_seq":%d,"last_ts":"%s","consumer_count":%d}}\
            """.formatted(
                        stream.configuration().toJson(),
                        stream.created(),
                        stream.messages().size(),
                        stream.first(),
                        first,
                        stream.last(),
                        stream.messages().isEmpty()
                                ? stream.created()
                                : stream.messages().lastEntry().getValue().at(),
                        stream.consumers().size()));
    }

    static MessageInfo message(SimulatedStream stream, long sequence) throws JetStreamApiException {
        StoredMessage found = stream.find(sequence);
        if (found == null) {
            throw notFound("no message found");
        }
        Base64.Encoder base64 = Base64.getEncoder();
        return new MessageInfo(
                message("""
                    {"message":{"subject":"%s","seq":%d,"hdrs":"%s","data":"%s","time":"%s"}}\
                    """.formatted(
                                found.subject(),
                                sequence,
                                base64.encodeToString(found.headers().getSerialized()),
                                base64.encodeToString(found.data()),
                                found.at())),
                stream.configuration().getName(),
                false);
    }

    static JetStreamApiException notFound(String what) {
        StreamInfo refused = NOT_FOUND.get(what);
        if (refused == null) {
            refused = parse("""
                {"error":{"code":404,"err_code":10059,"description":"%s"}}\
                """.formatted(what));
            NOT_FOUND.put(what, refused);
        }
        return new JetStreamApiException(Objects.requireNonNull(refused.getErrorObject()));
    }

    private static StreamInfo parse(String json) {
        try {
            return new StreamInfo(JsonParser.parse(json));
        } catch (JsonParseException e) {
            throw new IllegalStateException(json, e);
        }
    }

    private static NatsMessage message(String json) {
        return new NatsMessage("reply", null, json.getBytes(StandardCharsets.UTF_8));
    }
}
