package io.holdfast.web;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.jdk.StringDeserializer;

/** Text that can be written as UTF-8. JSON can escape half of a surrogate pair, which cannot be stored, hashed or sent. */
final class WholeText extends StringDeserializer {

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) {
        String text = super.deserialize(parser, context);
        if (text != null && text.codePoints().anyMatch(WholeText::isHalf)) {
            context.reportInputMismatch(String.class, "There is half a character in it");
        }
        return text;
    }

    private static boolean isHalf(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE;
    }
}
