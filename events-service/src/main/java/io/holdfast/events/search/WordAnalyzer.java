package io.holdfast.events.search;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.Transliterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.icu.ICUFoldingFilter;
import org.apache.lucene.analysis.icu.segmentation.DefaultICUTokenizerConfig;
import org.apache.lucene.analysis.icu.segmentation.ICUTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Cuts text of any script into words, in the same way for events and for queries. Scripts that have no spaces between words are cut by
 * ICU's dictionaries. What people write in several ways has several forms: umlauts (Köln, Koeln), other scripts than Latin (Москва,
 * Moskva; Хабаровск, Habarovsk, Khabarovsk), what punctuation parts or joins (AC/DC, R.E.M., L'Opéra). Hiragana and katakana are one (くりすます, クリスマス).
 */
final class WordAnalyzer implements AutoCloseable {

    private static final Normalizer2 FOLDING = ICUFoldingFilter.NORMALIZER;

    private static final Pattern NO_LETTER = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{So}]+");
    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");
    private static final Pattern APOSTROPHE = Pattern.compile("['’ʼ`´]");
    private static final Pattern BEYOND_LATIN = Pattern.compile("[\\p{L}&&[^\\p{IsLatin}]]");

    private static final Pattern HIRAGANA = Pattern.compile("[ぁ-ゖゝゞ]");
    private static final int TO_KATAKANA = 'ア' - 'あ';

    private static final Map<String, String> UMLAUTS =
            Map.of("ä", "ae", "ö", "oe", "ü", "ue", "å", "aa", "ø", "oe", "æ", "ae");
    private static final Pattern UMLAUT = Pattern.compile("[äöüåøæ]");

    /** Shorter ones begin too many words: コ is ko. */
    private static final int SHORTEST_LATIN = 4;

    /** Of words joined by punctuation, such as a date with slashes; more of them are a list. */
    private static final int MOST_PARTS = 5;

    private final Analyzer segmentation = new Analyzer() {
        @Override
        protected TokenStreamComponents createComponents(String fieldName) {
            return new TokenStreamComponents(new ICUTokenizer(new DefaultICUTokenizerConfig(true, true)));
        }
    };

    /** The words as they are looked for. */
    List<Word> words(String text) {
        List<Word> words = new ArrayList<>();
        for (String chunk : SPACES.split(text.strip(), -1)) {
            List<Word> parts = cut(chunk).stream()
                    .map(WordAnalyzer::forms)
                    .filter(forms -> !forms.isEmpty())
                    .map(Word::of)
                    .toList();
            if (parts.size() > 1 && parts.size() <= MOST_PARTS && !isWithoutSpaces(chunk)) {
                words.add(new Word(forms(chunk), parts));
            } else {
                words.addAll(parts);
            }
        }
        return words;
    }

    /** Every form of every word and of its parts, as events are found by. */
    Set<String> indexed(String text) {
        Set<String> terms = new LinkedHashSet<>();
        for (Word word : words(text)) {
            terms.addAll(word.forms());
            word.parts().forEach(part -> terms.addAll(part.forms()));
        }
        // L'Opéra, O'Brien: ICU takes them for one word.
        if (APOSTROPHE.matcher(text).find()) {
            words(APOSTROPHE.matcher(text).replaceAll(" ")).forEach(word -> terms.addAll(word.forms()));
        }
        return terms;
    }

    /** The words in one string, for comparing whole values such as a category: {@code "Sao Paulo" = "são  paulo"}. */
    String folded(String text) {
        return words(text).stream().map(Word::text).collect(Collectors.joining(" "));
    }

    /** The letters and digits alone, in which parts of words are found: {@code neujahrskonzert}. */
    String letters(String text) {
        return lettersOf(fold(text));
    }

    /** Whether the text is in a script, or has words, that are not parted by spaces. */
    static boolean isWithoutSpaces(String text) {
        return text.codePoints()
                .anyMatch(c -> Character.isIdeographic(c)
                        || UCharacter.getIntPropertyValue(c, UProperty.LINE_BREAK)
                                == UCharacter.LineBreak.COMPLEX_CONTEXT
                        || switch (Character.UnicodeScript.of(c)) {
                            case HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> true;
                            default -> false;
                        });
    }

    @Override
    public void close() {
        segmentation.close();
    }

    private List<String> cut(String chunk) {
        try (TokenStream stream = segmentation.tokenStream("", chunk)) {
            List<String> tokens = new ArrayList<>();
            CharTermAttribute token = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                tokens.add(token.toString());
            }
            stream.end();
            return tokens;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> forms(String token) {
        Set<String> forms = new LinkedHashSet<>();
        forms.add(lettersOf(fold(token)));
        String composed = Normalizer2.getNFKCCasefoldInstance().normalize(token);
        if (UMLAUT.matcher(composed).find()) {
            String written = UMLAUT.matcher(composed).replaceAll(letter -> UMLAUTS.get(letter.group()));
            forms.add(lettersOf(FOLDING.normalize(written)));
        }
        if (BEYOND_LATIN.matcher(composed).find()) {
            Latin.of(composed).stream()
                    .map(latin -> lettersOf(FOLDING.normalize(latin)))
                    .filter(written -> written.length() >= SHORTEST_LATIN)
                    .forEach(forms::add);
        }
        forms.remove("");
        return List.copyOf(forms);
    }

    /** Without case and accents, and with katakana for hiragana: who types has not converted it yet. */
    private static String fold(String text) {
        return HIRAGANA.matcher(FOLDING.normalize(text))
                .replaceAll(kana -> String.valueOf((char) (kana.group().charAt(0) + TO_KATAKANA)));
    }

    private static String lettersOf(String folded) {
        return NO_LETTER.matcher(folded).replaceAll("");
    }

    /** Loaded when the first word of another script comes: its tables are large. */
    private static final class Latin {

        private static final Pattern GREEK = Pattern.compile("\\p{IsGreek}");
        private static final Pattern CYRILLIC = Pattern.compile("\\p{IsCyrillic}");
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
