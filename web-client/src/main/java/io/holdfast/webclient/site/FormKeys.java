package io.holdfast.webclient.site;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Idempotency keys from the hidden key of a form, so that a form sent twice takes effect once. The choice is part of the
 * key: going back and choosing differently is a new request, not a repetition.
 */
public final class FormKeys {

    private FormKeys() {}

    public static String fresh() {
        return UUID.randomUUID().toString();
    }

    public static String of(@Nullable String formKey, Object choice) {
        return orFresh(formKey) + "." + digest(choice.toString()).substring(0, 16);
    }

    /** The key of a form, or another one if that is none. */
    public static String orFresh(@Nullable String formKey) {
        return formKey != null && formKey.matches("[\\w-]{8,64}") ? formKey : fresh();
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
