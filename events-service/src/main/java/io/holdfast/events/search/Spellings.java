package io.holdfast.events.search;

import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.Transliterator;
import io.holdfast.words.WordForms;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Other ways in which people write a word than its {@link WordForms}: numbers in letters (Rocky IV, 第九), letters of old (髙, ヴ, ᾨ), and
 * what languages and alphabets without one way into Latin letters have come to be written as (Tschaikowski, Yerevan, Krishna, Đorđe).
 */
final class Spellings {

    private static final Pattern ROMAN = Pattern.compile("(x{0,3})(ix|iv|v?i{0,3})");

    private static final String CHINESE_DIGITS = "〇一二三四五六七八九";
    private static final Pattern CHINESE_NUMBER = Pattern.compile("[〇一二三四五六七八九十]+");
    private static final Pattern CHINESE_TENS = Pattern.compile("([二三四五六七八九]?)十([一二三四五六七八九]?)");

    /** Beside each other: what is written by some, and what others write for it. */
    private static final String KANJI = "髙高﨑崎邉辺邊辺濵浜濱浜澤沢廣広櫻桜龍竜齋斎嶋島嶌島冨富栁柳𠮷吉惠恵眞真實実壽寿圓円藝芸應応會会學学國国樂楽德徳";

    private static final Map<Integer, Integer> MODERN_KANJI = pairs(KANJI);

    /** The sound that Japanese did not have, as V or as B: ヴァイオリン, バイオリン. */
    private static final Map<String, String> V = Map.of("ヴァ", "バ", "ヴィ", "ビ", "ヴェ", "ベ", "ヴォ", "ボ", "ヴ", "ブ");

    private static final Pattern V_SOUND = Pattern.compile("ヴ[ァィェォ]?");

    private static final Pattern IOTA_BELOW = Pattern.compile("\u0345");
    private static final Pattern CYRILLIC = Pattern.compile("\\p{IsCyrillic}");
    private static final Pattern GREEK_G = Pattern.compile("^γκ");
    private static final Pattern ARMENIAN = Pattern.compile("\\p{IsArmenian}");
    private static final Pattern INDIC = Pattern.compile(
            "[\\p{IsDevanagari}\\p{IsBengali}\\p{IsGujarati}\\p{IsGurmukhi}\\p{IsKannada}\\p{IsMalayalam}\\p{IsOriya}\\p{IsTelugu}]");

    private Spellings() {}

    /**
     * Other ways to write a word.
     *
     * @param shortestLatin shorter ones in Latin letters are left out, if it is written in others
     */
    static Set<String> of(String word, int shortestLatin) {
        Set<String> found = new LinkedHashSet<>();
        String composed = Normalizer2.getNFKCCasefoldInstance().normalize(word);
        if (WordForms.isLatin(word)) {
            add(found, composed.replace("đ", "dj"));
            add(found, composed.replace("&", "n"));
            int number = number(WordForms.letters(word));
            if (number > 1 && composed.length() > 1) {
                found.add(Integer.toString(number));
            }
        } else {
            found.addAll(inItsScript(word));
            latin(composed).stream()
                    .map(WordForms::letters)
                    .filter(letters -> letters.length() >= shortestLatin)
                    .forEach(found::add);
        }
        return found;
    }

    private static void add(Set<String> found, String spelling) {
        String letters = WordForms.letters(spelling);
        if (!letters.isEmpty()) {
            found.add(letters);
        }
    }

    /** Those of {@link #of} that are in the script of the text: its letters alone, folded. */
    static Set<String> inItsScript(String text) {
        Set<String> found = new LinkedHashSet<>();
        if (!WordForms.isLatin(text)) {
            String composed = Normalizer2.getNFKCCasefoldInstance().normalize(text);
            String modern = composed.codePoints()
                    .map(letter -> MODERN_KANJI.getOrDefault(letter, letter))
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            add(
                    found,
                    IOTA_BELOW
                            .matcher(Normalizer2.getNFDInstance().normalize(text))
                            .replaceAll(""));
            add(found, modern);
            add(found, counted(modern));
            add(found, V_SOUND.matcher(composed.replace('ゔ', 'ヴ')).replaceAll(sound -> V.get(sound.group())));
        }
        return found;
    }

    /** A text with digits for its Chinese numerals. */
    static String counted(String text) {
        return CHINESE_NUMBER.matcher(text).replaceAll(number -> chinese(number.group()));
    }

    private static String chinese(String number) {
        String digits = CHINESE_TENS
                .matcher(number)
                .replaceAll(tens -> (tens.group(1).isEmpty() ? "一" : tens.group(1))
                        + (tens.group(2).isEmpty() ? "〇" : tens.group(2)));
        StringBuilder written = new StringBuilder();
        digits.chars().forEach(digit -> written.append(CHINESE_DIGITS.indexOf(digit)));
        return written.toString();
    }

    /** What the Roman numeral means, such as 4 for {@code iv}; 0 if it is none, or as high as no festival counts. */
    static int number(String letters) {
        Matcher roman = ROMAN.matcher(letters);
        if (letters.isEmpty() || !roman.matches()) {
            return 0;
        }
        String ones = roman.group(2);
        int tens = 10 * roman.group(1).length();
        return switch (ones) {
            case "ix" -> tens + 9;
            case "iv" -> tens + 4;
            default -> tens + (ones.startsWith("v") ? 4 + ones.length() : ones.length());
        };
    }

    private static Set<String> latin(String composed) {
        Set<String> latin = new LinkedHashSet<>();
        if (CYRILLIC.matcher(composed).find()) {
            latin.add(Cyrillic.GERMAN.transliterate(composed));
            latin.add(Cyrillic.FRENCH.transliterate(composed));
            latin.add(Cyrillic.ENGLISH.transliterate(composed));
            if (composed.contains("ђ")) {
                latin.addAll(WordForms.of(composed.replace("ђ", "дј"), 1));
            }
        }
        if (GREEK_G.matcher(composed).find()) {
            latin.addAll(WordForms.of(GREEK_G.matcher(composed).replaceFirst("γ"), 1));
        }
        if (ARMENIAN.matcher(composed).find()) {
            latin.add(Others.ARMENIAN.transliterate(composed));
        }
        if (INDIC.matcher(composed).find()) {
            latin.add(Others.INDIC.transliterate(composed));
        }
        latin.removeIf(spelling -> !WordForms.isLatin(spelling));
        return latin;
    }

    private static Map<Integer, Integer> pairs(String letters) {
        int[] all = letters.codePoints().toArray();
        Map<Integer, Integer> pairs = new HashMap<>();
        for (int i = 0; i < all.length; i += 2) {
            pairs.put(all[i], all[i + 1]);
        }
        return Map.copyOf(pairs);
    }

    /** Loaded when the first such word comes. */
    private static final class Cyrillic {

        private static final String VOWELS = "[аеёиоуыэюяіїє]";

        /** Tschaikowski, Mussorgski, Prokofjew. */
        static final Transliterator GERMAN = rules("german", """
                ий } $end > i ; [aeiou] { е > je ; ье > je ; [aeiou] { с } $vowel > ss ;
                ё > jo ; ж > sch ; з > s ; й > i ; х > ch ; ц > z ; ч > tsch ; щ > schtsch ; ш > sch ; в > w ; ю > ju ; я > ja ; у > u ; э > e ;
                """);

        /** Tchaïkovski, Moussorgski, Chostakovitch. */
        static final Transliterator FRENCH = rules("french", """
                ий } $end > i ; ё > io ; ж > j ; з > z ; й > i ; х > kh ; ц > ts ; ч > tch ; щ > chtch ; ш > ch ; в > v ; ю > iou ; я > ia ; у > ou ; э > e ;
                """);

        /** Tchaikovsky but for its T, Prokofiev. */
        static final Transliterator ENGLISH = rules("english", """
                ий } $end > y ; ый } $end > y ; ье > ie ;
                ё > yo ; ж > zh ; з > z ; й > i ; х > kh ; ц > ts ; ч > ch ; щ > shch ; ш > sh ; в > v ; ю > yu ; я > ya ; у > u ; э > e ;
                """);

        private static Transliterator rules(String language, String own) {
            return Transliterator.createFromRules(
                    "cyrillic-" + language, """
                    $vowel = %s ; $end = [^\\p{L}\\p{M}] ;
                    %s
                    а > a ; б > b ; г > g ; д > d ; е > e ; и > i ; к > k ; л > l ; м > m ; н > n ; о > o ; п > p ; р > r ; с > s ; т > t ; ф > f ;
                    ы > y ; ъ > ; ь > ; і > i ; ї > ji ; є > je ; ґ > g ;
                    """.formatted(VOWELS, own), Transliterator.FORWARD);
        }
    }

    /** Loaded when the first such word comes. */
    private static final class Others {

        /** As maps have it: Yerevan. */
        static final Transliterator ARMENIAN = Transliterator.getInstance("Armenian-Latin/BGN; Latin-ASCII");

        /** As posters have it: Krishna, Sangeet. */
        static final Transliterator INDIC = Transliterator.createFromRules("indic-sounds", """
                :: Any-Latin ; :: NFC ;
                r\u0325 > ri ; ī > ee ; ū > oo ; ś > sh ; ṣ > sh ; c } [^h] > ch ;
                :: Latin-ASCII ;
                """, Transliterator.FORWARD);
    }
}
