package io.holdfast.backup;

import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.types.Binary;

/** A message as a back-up has it: a document with {@code subject}, {@code headers} and {@code data}. */
record StoredMessage(String subject, Headers headers, Binary data) {

    static StoredMessage of(MessageInfo message) {
        byte[] data = message.getData();
        return new StoredMessage(
                Objects.requireNonNull(message.getSubject()),
                message.getHeaders() == null ? new Headers() : message.getHeaders(),
                new Binary(data == null ? new byte[0] : data));
    }

    static StoredMessage of(RawBsonDocument stored) {
        Document document = stored.decode(new DocumentCodec());
        Headers headers = new Headers();
        document.get("headers", new Document()).forEach((name, values) -> headers.put(name, strings(values)));
        return new StoredMessage(document.getString("subject"), headers, document.get("data", Binary.class));
    }

    private static List<String> strings(Object values) {
        return ((List<?>) values).stream().map(String::valueOf).toList();
    }

    RawBsonDocument toDocument() {
        Document values = new Document();
        headers.forEach((name, all) -> values.append(name, List.copyOf(all)));
        Document document =
                new Document("subject", subject).append("headers", values).append("data", data);
        return new RawBsonDocument(document, new DocumentCodec());
    }
}
