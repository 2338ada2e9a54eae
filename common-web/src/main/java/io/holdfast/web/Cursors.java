package io.holdfast.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Opaque paging cursors: the sort keys of the last item seen, as text. They are not signed: validate what clients send. */
public final class Cursors {

    private static final int MAX_LENGTH = 1024;

    private Cursors() {}

    /** A cursor with the text of each part, for {@link Page#nextCursor()}. */
    public static String encode(Object... parts) {
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
            String value = part.toString();
            text.append(value.length()).append(':').append(value);
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The parts that {@link #encode} was given, as text.
     *
     * @throws ProblemException 400 when this is not a cursor
     */
    public static List<String> decode(String cursor) {
        if (cursor.length() > MAX_LENGTH) {
            throw bad();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            return parts(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw bad();
        }
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int colon = text.indexOf(':', at);
            if (colon < 0) {
                throw bad();
            }
            int length = Integer.parseInt(text, at, colon, 10);
            int end = colon + 1 + length;
            if (length < 0 || end < 0 || end > text.length()) {
                throw bad();
            }
            parts.add(text.substring(colon + 1, end));
            at = end;
        }
        return List.copyOf(parts);
    }

    private static ProblemException bad() {
        return ProblemException.invalid("cursor", "is not a cursor of this list");
    }
}
