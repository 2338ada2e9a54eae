package io.holdfast.language;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.text.MessagePattern;
import com.ibm.icu.text.PluralRules;
import com.ibm.icu.util.ULocale;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.NoSuchMessageException;
import org.springframework.context.support.ResourceBundleMessageSource;

/**
 * Messages from bundles whose patterns are those of ICU, so that each language has its own plurals:
 * {@code {0, plural, one {# ticket} other {# tickets}}}. Every message is a pattern, also one without arguments. What is missing in a
 * language is taken from the bundle without a language, which is English. Texts as arguments are kept in one piece ({@link Isolation}).
 */
public final class IcuMessageSource extends ResourceBundleMessageSource {

    /** Parsed patterns. One has some kilobytes; a page needs some dozens with arguments. */
    private static final int CACHED = 2_000;

    private final Cache<Key, MessageFormat> formats =
            Caffeine.newBuilder().maximumSize(CACHED).build();

    private final Cache<CountedKey, Map<String, String>> forms =
            Caffeine.newBuilder().maximumSize(CACHED).build();

    private record Key(Locale locale, String pattern) {}

    private record CountedKey(Locale locale, String pattern, int counted) {}

    /** @param basenames of the bundles, such as {@code mail/common} */
    public IcuMessageSource(String... basenames) {
        setBasenames(basenames);
        setDefaultEncoding("UTF-8");
        setFallbackToSystemLocale(false);
    }

    @Override
    protected @Nullable String getMessageInternal(
            @Nullable String code, Object @Nullable [] arguments, @Nullable Locale locale) {
        Locale reader = locale == null ? Locale.ENGLISH : locale;
        String pattern = code == null ? null : resolveCodeWithoutArguments(code, reader);
        return pattern == null
                ? null
                : format(pattern, resolveArguments(arguments, reader).clone(), reader);
    }

    private String format(String pattern, Object[] arguments, Locale locale) {
        if (isPlain(pattern)) {
            return pattern;
        }
        MessageFormat format =
                formats.get(new Key(locale, pattern), key -> new MessageFormat(key.pattern(), key.locale()));
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof String text) {
                arguments[i] = Isolation.of(text, locale);
            }
        }
        // ICU's formats are not safe for several threads.
        synchronized (format) {
            return format.format(arguments);
        }
    }

    private static boolean isPlain(String pattern) {
        return pattern.indexOf('{') < 0 && pattern.indexOf('\'') < 0;
    }

    /**
     * A message for a script that learns the number later. It has a form for each kind of number that its language tells apart.
     *
     * @param counted the index of the argument that is the number; other arguments are left out, too, and stay {@code {0}}, {@code {1}}
     * @return for each kind of number the text with {@code {0}} and so on where arguments go; the kinds are the categories of CLDR such as
     *     {@code one}, always with {@code other}, and {@code =0} for exactly that number
     * @throws NoSuchMessageException if there is no such message
     */
    public Map<String, String> forms(String code, int counted, Locale locale) {
        String pattern = resolveCodeWithoutArguments(code, locale);
        if (pattern == null) {
            throw new NoSuchMessageException(code, locale);
        }
        return forms.get(new CountedKey(locale, pattern, counted), IcuMessageSource::forms);
    }

    private static Map<String, String> forms(CountedKey key) {
        int counted = key.counted();
        MessagePattern parsed = new MessagePattern(key.pattern());
        MessageFormat format = new MessageFormat(withoutNumbers(parsed, counted), key.locale());
        PluralRules rules = PluralRules.forLocale(ULocale.forLocale(key.locale()));
        Map<String, String> forms = new LinkedHashMap<>();
        for (double exact : exactNumbers(parsed)) {
            forms.put("=" + (long) exact, fill(format, counted, exact));
        }
        for (String keyword : rules.getKeywords()) {
            rules.getSamples(keyword).stream()
                    .filter(sample -> !forms.containsKey("=" + sample.longValue()))
                    .findFirst()
                    .ifPresent(sample -> forms.put(keyword, fill(format, counted, sample)));
        }
        return Collections.unmodifiableMap(forms);
    }

    /** The pattern with {@code {0}} as text where it writes the number. */
    private static String withoutNumbers(MessagePattern parsed, int counted) {
        StringBuilder pattern = new StringBuilder(parsed.getPatternString());
        for (int i = parsed.countParts() - 1; i >= 0; i--) {
            MessagePattern.Part part = parsed.getPart(i);
            if (part.getType() == MessagePattern.Part.Type.REPLACE_NUMBER) {
                pattern.replace(part.getIndex(), part.getLimit(), "'{" + counted + "}'");
            } else if (part.getType() == MessagePattern.Part.Type.ARG_START
                    && part.getArgType() == MessagePattern.ArgType.NONE
                    && parsed.getPart(i + 1).getValue() == counted) {
                int limit = parsed.getPart(parsed.getLimitPartIndex(i)).getLimit();
                pattern.replace(part.getIndex(), limit, "'{" + counted + "}'");
            }
        }
        return pattern.toString();
    }

    private static double[] exactNumbers(MessagePattern parsed) {
        return IntStream.range(0, parsed.countParts())
                .mapToObj(parsed::getPart)
                .filter(part -> part.getType() == MessagePattern.Part.Type.ARG_SELECTOR)
                .map(parsed::getSubstring)
                .filter(selector -> selector.startsWith("="))
                .mapToDouble(selector -> Double.parseDouble(selector.substring(1)))
                .distinct()
                .toArray();
    }

    private static String fill(MessageFormat format, int counted, double number) {
        Object[] arguments = new Object[10];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i == counted ? (Object) number : "{" + i + "}";
        }
        return format.format(arguments);
    }
}
