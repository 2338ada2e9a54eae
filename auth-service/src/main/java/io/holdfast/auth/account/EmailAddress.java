package io.holdfast.auth.account;

import io.holdfast.web.ProblemException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** An e-mail address as it is compared and stored: trimmed, in lower case, in Unicode's NFC. */
record EmailAddress(String value) {

    private static final int MAX_LENGTH = 254;
    private static final int MAX_LOCAL_LENGTH = 64;
    private static final Pattern SHAPE = Pattern.compile(
            "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~.-]+@[\\p{L}\\p{M}\\p{N}-]+(\\.[\\p{L}\\p{M}\\p{N}-]+)+");

    /** @throws ProblemException 400 when {@code text} cannot be an e-mail address */
    static EmailAddress of(String text) {
        String value = normalized(text);
        int at = value.indexOf('@');
        if (value.length() > MAX_LENGTH
                || at > MAX_LOCAL_LENGTH
                || value.contains("..")
                || value.startsWith(".")
                || value.contains(".@")
                || value.contains("@-")
                || !SHAPE.matcher(value).matches()) {
            throw ProblemException.invalid("email", "must be an e-mail address");
        }
        return new EmailAddress(value);
    }

    /** For a sign-in, where the form is not checked: text that is no address belongs to no account. */
    static EmailAddress unchecked(String text) {
        return new EmailAddress(normalized(text));
    }

    private static String normalized(String text) {
        return Normalizer.normalize(text.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return value;
    }
}
