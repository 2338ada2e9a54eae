package io.holdfast.words;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.Transliterator;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.icu.ICUFoldingFilter;
import org.apache.lucene.analysis.ru.RussianLightStemFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Words as they are compared: without case, accents and what cannot be seen. What people write in several ways has several forms: umlauts
 * (Köln, Koeln), other scripts than Latin (Москва, Moskva; Хабаровск, Habarovsk, Khabarovsk). Hiragana and katakana are one (くりすます,
 * クリスマス), and so are traditional and simplified Chinese letters (音樂, 音乐), and Arabic letters that one writes for another (فاطمة,
 * فاطمه). What is written with an article before it, as if both were one word, is found without it, too (الجاز, جاز; השיר, שיר).
 */
public final class WordForms {

    private static final Normalizer2 FOLDING = ICUFoldingFilter.NORMALIZER;

    private static final Pattern NO_LETTER = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{So}]+");
    private static final Pattern BEYOND_LATIN = Pattern.compile("[\\p{L}&&[^\\p{IsLatin}]]");
    private static final Pattern CYRILLIC = Pattern.compile("\\p{IsCyrillic}");
    private static final Pattern IDEOGRAPH = Pattern.compile("\\p{IsIdeographic}");

    private static final Pattern HIRAGANA = Pattern.compile("[ぁ-ゖゝゞ]");
    private static final int TO_KATAKANA = 'ア' - 'あ';

    private static final Map<String, String> UMLAUTS =
            Map.of("ä", "ae", "ö", "oe", "ü", "ue", "å", "aa", "ø", "oe", "æ", "ae");
    private static final Pattern UMLAUT = Pattern.compile("[äöüåøæ]");

    private static final Pattern NO_LETTER_OR_LENGTHENED = Pattern.compile("[^\\p{L}\\p{N}]|\u0640");

    /** Alone, after "and", "so", "in" or "like", or as "for the"; before enough letters for a word. God's name has none. */
    private static final Pattern ARTICLE =
            Pattern.compile("^(?:ال(?!له$)(?=\\p{L}{2})|[وفبك]ال(?=\\p{L}{3})|و?لل(?=\\p{L}{3})|ו?ה(?=[א-ת]{3}))");

    /** "And", "in" or "for", or as "so" or "like" before an article; "for the" is {@link #ARTICLE}, except as in للغة. */
    private static final Pattern PARTICLE = Pattern.compile(
            "^(?:[وب](?=\\p{IsArabic}{3})|ل(?=\\p{IsArabic}{3})|[فك](?=ال\\p{IsArabic}{2})|[ובל](?=[א-ת]{3}))");

    /** Behind "and": alone, after another particle, or as "for the". */
    private static final Pattern LATER_ARTICLE =
            Pattern.compile("^(?:[فبك]?ال(?!له$)(?=\\p{L}{2})|لل(?=\\p{L}{3})|ה(?=[א-ת]{3}))");

    private WordForms() {}

    /**
     * The ways to write a word, the usual one first: {@code koln, koeln} for Köln, {@code москва, moskva} for Москва. If it has an article,
     * one is without that: {@code الجاز, جاز}.
     *
     * @param shortestLatin shorter ones in Latin letters are left out, if it is written in others: コ is {@code ko}, which begins many words
     * @return empty if there is no letter in it
     */
    public static List<String> of(String word, int shortestLatin) {
        Set<String> forms = new LinkedHashSet<>(inItsScript(word));
        String composed = composed(word);
        if (!isLatin(composed)) {
            withoutArticle(word).ifPresent(forms::add);
            Latin.of(composed).stream()
                    .map(WordForms::letters)
                    .filter(written -> written.length() >= shortestLatin)
                    .forEach(forms::add);
        }
        forms.remove("");
        return List.copyOf(forms);
    }

    /** Those of {@link #of} that are in the script of the word: {@code koln, koeln} for Köln, {@code москва} for Москва. */
    public static List<String> inItsScript(String word) {
        Set<String> forms = new LinkedHashSet<>();
        forms.add(letters(word));
        String composed = composed(word);
        if (UMLAUT.matcher(composed).find()) {
            forms.add(letters(UMLAUT.matcher(composed).replaceAll(letter -> UMLAUTS.get(letter.group()))));
        }
        forms.remove("");
        return List.copyOf(forms);
    }

    /** An Arabic or Hebrew word, folded, without the article that is written with it; empty if it has none. */
    public static Optional<String> withoutArticle(String word) {
        return without(ARTICLE, word).map(WordForms::letters);
    }

    /**
     * An Arabic or Hebrew word, folded, without the "and", "so", "in", "like" or "for" that may be written with it, with the article after
     * it and without: {@code موسيقي} of وموسيقى, {@code الحب} and {@code حب} of والحب. What it begins with may belong to it, as in والتر (Walter),
     * so what is left may be no word.
     */
    public static List<String> withoutParticle(String word) {
        return without(PARTICLE, word)
                .map(rest -> Stream.concat(Stream.of(rest), without(LATER_ARTICLE, rest).stream())
                        .map(WordForms::letters)
                        .toList())
                .orElse(List.of());
    }

    /** Before its letters are folded: أل is no article. */
    private static Optional<String> without(Pattern beginning, String word) {
        String letters = NO_LETTER_OR_LENGTHENED.matcher(composed(word)).replaceAll("");
        Matcher found = beginning.matcher(letters);
        return found.find() ? Optional.of(letters.substring(found.end())) : Optional.empty();
    }

    /** Whether all of its letters are Latin. */
    public static boolean isLatin(String text) {
        return !BEYOND_LATIN.matcher(text).find();
    }

    /** A text's letters and digits alone, folded. */
    public static String letters(String text) {
        return NO_LETTER.matcher(folded(text)).replaceAll("");
    }

    /**
     * What the cases of a Russian word have in common, folded: {@code чаиковск} of Чайковский and Чайковского. It may be no word, and that of
     * other words, too.
     *
     * @return empty if the word has no Cyrillic letters, or such as Russian does not have
     */
    public static Optional<String> stem(String word) {
        String composed = composed(word);
        if (!CYRILLIC.matcher(composed).find()
                || Latin.UKRAINIAN.matcher(composed).find()) {
            return Optional.empty();
        }
        // It knows endings without ё.
        return Optional.of(letters(withoutEnding(composed.replace('ё', 'е')))).filter(stem -> !stem.isEmpty());
    }

    private static String withoutEnding(String russian) {
        KeywordTokenizer whole = new KeywordTokenizer();
        whole.setReader(new StringReader(russian));
        try (TokenStream stems = new RussianLightStemFilter(whole)) {
            CharTermAttribute stem = stems.addAttribute(CharTermAttribute.class);
            stems.reset();
            return stems.incrementToken() ? stem.toString() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the text is in a script, or has words, that are not parted by spaces. */
    public static boolean isWithoutSpaces(String text) {
        return text.codePoints()
                .anyMatch(c -> Character.isIdeographic(c)
                        || UCharacter.getIntPropertyValue(c, UProperty.LINE_BREAK)
                                == UCharacter.LineBreak.COMPLEX_CONTEXT
                        || switch (Character.UnicodeScript.of(c)) {
                            case HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> true;
                            default -> false;
                        });
    }

    /**
     * A text without case and accents, with all that stands between its words. It has katakana for hiragana, since who types has not converted
     * it yet, and of Arabic letters that are typed for each other always the same one.
     */
    public static String folded(String text) {
        String folded = FOLDING.normalize(text);
        String kana = HIRAGANA.matcher(folded)
                .replaceAll(letter -> String.valueOf((char) (letter.group().charAt(0) + TO_KATAKANA)));
        String arabic =
                kana.replace('ة', 'ه').replace('ى', 'ي').replace('ی', 'ي').replace('ک', 'ك');
        return IDEOGRAPH.matcher(arabic).find() ? Chinese.SIMPLIFIED.transliterate(arabic) : arabic;
    }

    private static String composed(String word) {
        return Normalizer2.getNFKCCasefoldInstance().normalize(word);
    }

    /** Loaded when the first word of its script comes, as {@link Latin} is: their tables are large. */
    private static final class Chinese {

        /** A letter for a letter. */
        static final Transliterator SIMPLIFIED = Transliterator.getInstance("Traditional-Simplified");
    }

    private static final class Latin {

        private static final Pattern GREEK = Pattern.compile("\\p{IsGreek}");
        private static final Pattern UKRAINIAN = Pattern.compile("[іїєґ]");

        /** As scholars write it, a letter for a letter: Athena, Zukovskij. */
        private static final Transliterator TABLES = to("Any-Latin");

        /** As maps and posters write it, by its sound: Athina, Zhukovskiy. */
        private static final Transliterator OF_GREEK = to("Greek-Latin/UNGEGN");

        private static final Transliterator OF_RUSSIAN = to("Russian-Latin/BGN");
        private static final Transliterator OF_UKRAINIAN = to("Ukrainian-Latin/BGN");

        static List<String> of(String text) {
            String scholarly = TABLES.transliterate(text);
            if (GREEK.matcher(text).find()) {
                return List.of(scholarly, OF_GREEK.transliterate(text));
            }
            if (CYRILLIC.matcher(text).find()) {
                boolean isUkrainian = UKRAINIAN.matcher(text).find();
                return List.of(scholarly, (isUkrainian ? OF_UKRAINIAN : OF_RUSSIAN).transliterate(text));
            }
            return List.of(scholarly);
        }

        private static Transliterator to(String tables) {
            return Transliterator.getInstance(tables + "; Latin-ASCII");
        }
    }
}
