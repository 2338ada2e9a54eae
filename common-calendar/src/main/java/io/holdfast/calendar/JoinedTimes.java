package io.holdfast.calendar;

import com.ibm.icu.text.DateTimePatternGenerator;
import com.ibm.icu.text.SimpleFormatter;
import com.ibm.icu.util.ULocale;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A day and what follows it in one line, with what the language writes in between (CLDR): a comma of its script, or a space. */
public final class JoinedTimes {

    /** By language; there are as many as languages with their countries. */
    private static final Map<Locale, SimpleFormatter> PATTERNS = new ConcurrentHashMap<>();

    private JoinedTimes() {}

    /** "Sat, Dec 5, 8:00 PM". */
    public static String of(String day, String time, Locale language) {
        // The pattern has the time as {0}.
        return PATTERNS.computeIfAbsent(language, JoinedTimes::pattern).format(time, day);
    }

    private static SimpleFormatter pattern(Locale language) {
        String pattern = DateTimePatternGenerator.getInstance(ULocale.forLocale(language))
                .getDateTimeFormat();
        return SimpleFormatter.compile(pattern);
    }
}
