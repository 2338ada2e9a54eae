package io.holdfast.orders.order;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The words by whose beginnings an order is found: those of the buyer's name and of the address, without case and accents. Scripts that put
 * no spaces between words are found by any part: each place in such a run of letters begins a word.
 */
final class BuyerNames {

    private static final int MOST_WORDS = 48;
    private static final int LONGEST_WORD = 64;
    private static final int MOST_WORDS_ASKED_FOR = 8;

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern WITHOUT_SPACES = Pattern.compile(
            "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}ー\\p{IsHangul}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}]{2,}");
    private static final Pattern UMLAUT = Pattern.compile("[äöü]");

    /** Letters that have no parts to take an accent from. */
    private static final Map<String, String> PLAIN = Map.ofEntries(
            Map.entry("ß", "ss"),
            Map.entry("ø", "o"),
            Map.entry("æ", "ae"),
            Map.entry("œ", "oe"),
            Map.entry("ł", "l"),
            Map.entry("đ", "d"),
            Map.entry("ð", "d"),
            Map.entry("þ", "th"),
            Map.entry("ħ", "h"),
            Map.entry("ı", "i"),
            Map.entry("ŋ", "n"),
            Map.entry("ς", "σ"));

    private static final Pattern HAS_PLAIN = Pattern.compile(String.join("|", PLAIN.keySet()));

    private BuyerNames() {}

    /** The words of a buyer, each once: the whole address, too. */
    static List<String> of(String name, @Nullable String email) {
        Set<String> words = new LinkedHashSet<>();
        addAll(name, words);
        if (email != null && !email.equals(name)) {
            addAll(email, words);
        }
        return words.stream().limit(MOST_WORDS).toList();
    }

    private static void addAll(String text, Set<String> words) {
        String lower = lower(text);
        for (String part : parts(SPACES, lower)) {
            if (part.indexOf('@') > 0) {
                words.add(cut(folded(part)));
            }
            String joined = BETWEEN_WORDS.matcher(folded(part)).replaceAll("");
            add(joined, words);
            for (String word : parts(BETWEEN_WORDS, part)) {
                add(folded(word), words);
                if (UMLAUT.matcher(word).find()) {
                    add(folded(word.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")), words);
                }
            }
        }
    }

    private static List<String> parts(Pattern between, String text) {
        return between.splitAsStream(text).filter(part -> !part.isEmpty()).toList();
    }

    private static void add(String word, Set<String> words) {
        if (word.isEmpty()) {
            return;
        }
        words.add(cut(word));
        Matcher run = WITHOUT_SPACES.matcher(word);
        while (run.find()) {
            for (int at = run.start();
                    at < run.end() && words.size() < MOST_WORDS;
                    at = word.offsetByCodePoints(at, 1)) {
                words.add(cut(word.substring(at)));
            }
        }
    }

    /** What each of some words of an order has to begin with to be found by this text; empty if there is nothing to look for. */
    static List<String> wanted(String typed) {
        List<String> wanted = new ArrayList<>();
        for (String part : parts(SPACES, lower(typed))) {
            if (part.indexOf('@') > 0) {
                wanted.add(cut(folded(part)));
                continue;
            }
            for (String word : parts(BETWEEN_WORDS, part)) {
                String folded = folded(word);
                if (!folded.isEmpty()) {
                    wanted.add(cut(folded));
                }
            }
        }
        return wanted.stream().distinct().limit(MOST_WORDS_ASKED_FOR).toList();
    }

    /** Whether each of the beginnings is that of one of the words. */
    static boolean match(List<String> wanted, List<String> words) {
        return wanted.stream().allMatch(beginning -> words.stream().anyMatch(word -> word.startsWith(beginning)));
    }

    /** Composed, so that an umlaut is one letter however it was typed; wide and half-width forms are the usual ones. */
    private static String lower(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    private static String folded(String lower) {
        String plain = HAS_PLAIN.matcher(lower).replaceAll(found -> PLAIN.getOrDefault(found.group(), found.group()));
        String bare =
                MARKS.matcher(Normalizer.normalize(plain, Normalizer.Form.NFKD)).replaceAll("");
        return Normalizer.normalize(bare, Normalizer.Form.NFC);
    }

    private static String cut(String word) {
        return word.codePointCount(0, word.length()) <= LONGEST_WORD
                ? word
                : word.substring(0, word.offsetByCodePoints(0, LONGEST_WORD));
    }
}
