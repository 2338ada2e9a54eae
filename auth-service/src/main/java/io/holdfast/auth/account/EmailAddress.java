package io.holdfast.auth.account;

import com.ibm.icu.text.IDNA;
import io.holdfast.web.ProblemException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An e-mail address in the one form in which it is compared, counted and stored. Its domain is written as Unicode's UTS #46 says, so that
 * all spellings that reach one mailbox are one address: in any case, with full-width letters or dots, as an A-label ({@code xn--…}), with a
 * dot at the end. What is before the {@code @} is as it was typed but for its case, in NFC. Two values are equal if this form is.
 */
final class EmailAddress {

    private static final int MAX_LENGTH = 254;
    private static final int MAX_LOCAL_LENGTH = 64;
    private static final Pattern SHAPE = Pattern.compile(
            "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~.-]+@[\\p{L}\\p{M}\\p{N}-]+(\\.[\\p{L}\\p{M}\\p{N}-]+)+");

    /** Nontransitional: {@code straße.example} is not {@code strasse.example}, which may have another owner. */
    private static final IDNA DOMAINS = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII
            | IDNA.NONTRANSITIONAL_TO_UNICODE
            | IDNA.USE_STD3_RULES
            | IDNA.CHECK_BIDI
            | IDNA.CHECK_CONTEXTJ);

    private final String value;
    private final String formerValue;

    private EmailAddress(String value, String formerValue) {
        this.value = value;
        this.formerValue = formerValue;
    }

    /** @throws ProblemException 400 when {@code text} cannot be an e-mail address */
    static EmailAddress of(String text) {
        String typed = normalized(text);
        String value = withDomain(typed);
        if (value == null
                || value.length() > MAX_LENGTH
                || value.indexOf('@') > MAX_LOCAL_LENGTH
                || value.contains("..")
                || value.startsWith(".")
                || value.contains(".@")
                || value.contains("@-")
                || !SHAPE.matcher(value).matches()) {
            throw ProblemException.invalid("email", "must be an e-mail address");
        }
        return new EmailAddress(value, typed);
    }

    /** For a sign-in, where the form is not checked: text that is no address belongs to no account. */
    static EmailAddress unchecked(String text) {
        String typed = normalized(text);
        String value = withDomain(typed);
        return new EmailAddress(value == null ? typed : value, typed);
    }

    String value() {
        return value;
    }

    /** What was typed as it was stored before domains had one form: accounts from then may have it. */
    String formerValue() {
        return formerValue;
    }

    private static String normalized(String text) {
        return Normalizer.normalize(text.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    /** The address with its domain in its one form; null if that is no domain. */
    private static @Nullable String withDomain(String address) {
        // Some keyboards have a full-width one only.
        String typed = address.replace('\uFF20', '@');
        int at = typed.lastIndexOf('@');
        if (at < 0) {
            return null;
        }
        String domain = typed.substring(at + 1);
        IDNA.Info info = new IDNA.Info();
        String ascii = DOMAINS.nameToASCII(domain, new StringBuilder(), info).toString();
        if (info.hasErrors()) {
            return null;
        }
        String rooted = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
        String unicode =
                DOMAINS.nameToUnicode(rooted, new StringBuilder(), info).toString();
        return info.hasErrors() ? null : typed.substring(0, at + 1) + unicode;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EmailAddress address && address.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
