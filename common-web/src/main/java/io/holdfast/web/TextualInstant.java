package io.holdfast.web;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;

/** Instants as ISO-8601 text only. Jackson would read a number as seconds, where clients mean milliseconds. */
final class TextualInstant extends StdScalarDeserializer<Instant> {

    TextualInstant() {
        super(Instant.class);
    }

    @Override
    public @Nullable Instant deserialize(JsonParser json, DeserializationContext context) throws JacksonException {
        if (!json.hasToken(JsonToken.VALUE_STRING)) {
            return (Instant) context.handleUnexpectedToken(getValueType(context), json);
        }
        String text = json.getString();
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return (Instant) context.handleWeirdStringValue(Instant.class, text, "not an ISO-8601 instant");
        }
    }
}
