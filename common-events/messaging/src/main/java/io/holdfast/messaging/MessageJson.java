package io.holdfast.messaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.contracts.Message;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Messages as JSON, as the golden files of {@code contracts} pin them: unknown fields are ignored, nulls left out. */
public final class MessageJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
            // Numbers that a newer version of a message added are zero in messages of an older one.
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private MessageJson() {}

    /** The bytes of a message's body. */
    public static byte[] write(Message message) {
        return MAPPER.writeValueAsBytes(message);
    }

    /**
     * The message in {@code body}.
     *
     * @throws UnprocessableMessageException when it is not one of {@code type}
     */
    public static <M extends Message> M read(Class<M> type, byte[] body) {
        try {
            M message = MAPPER.readValue(body, type);
            if (message == null || message.aggregateId() == null) {
                throw new UnprocessableMessageException("Not a " + type.getSimpleName() + ": it names no aggregate");
            }
            return message;
        } catch (JacksonException | NullPointerException | IllegalArgumentException e) {
            throw new UnprocessableMessageException("Not a " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    static String writeString(Message message) {
        return new String(write(message), StandardCharsets.UTF_8);
    }
}
