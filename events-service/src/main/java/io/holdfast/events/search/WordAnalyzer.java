package io.holdfast.events.search;

import com.ibm.icu.text.Normalizer2;
import io.holdfast.words.WordForms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.icu.segmentation.DefaultICUTokenizerConfig;
import org.apache.lucene.analysis.icu.segmentation.ICUTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Cuts text of any script into words, in the same way for events and for queries. Scripts that have no spaces between words are cut by
 * ICU's dictionaries. Words have the forms of {@link WordForms} and {@link Spellings}, and so has what punctuation parts or joins (AC/DC, R.E.M.,
 * L'Opéra).
 */
final class WordAnalyzer implements AutoCloseable {

    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");

    /** What ICU takes for a part of a word: L'Opéra, O'Brien, will.i.am, Paral·lel. */
    private static final Pattern INSIDE = Pattern.compile("['’‘ʼʻ`´.·:]");

    /** Short for "and": Drum'n'Bass. */
    private static final Pattern AND =
            Pattern.compile("(?<=\\p{L})['’‘ʼ`´]n['’‘ʼ`´](?=\\p{L})", Pattern.CASE_INSENSITIVE);

    /** Maroon5, 2Pac. */
    private static final Pattern BEFORE_OR_AFTER_A_NUMBER =
            Pattern.compile("(?<=\\p{L})(?=\\p{N})|(?<=\\p{N})(?=\\p{L})");

    /** Letters and numbers that are signs of their own: №5, ½. */
    private static final Pattern SIGNS = Pattern.compile("[№¼-¾⅐-⅞]");

    /** The name of a band in a longer text: !!!, +/-. One alone only parts words. */
    private static final Pattern SYMBOLS =
            Pattern.compile("(?<![^\\s\\p{Z}])[^\\s\\p{Z}\\p{C}\\p{L}\\p{M}\\p{N}\\p{So}]{2,10}(?![^\\s\\p{Z}])");

    /** Letters that are a name only with their signs: C++, F#, .NET. */
    private static final Pattern SIGNED =
            Pattern.compile("[\\p{Ps}\\p{Pi}\"']*(\\p{L}{1,2}[+#]{1,2}|\\.\\p{L}{2,4})[\\p{Pe}\\p{Pf}\\p{Po}]*");

    /** The same in a longer word, or in a text without spaces. */
    private static final Pattern SIGNED_INSIDE =
            Pattern.compile("(?<![\\p{IsLatin}\\p{N}])\\p{IsLatin}{1,2}[+#]{1,2}(?![+#])");

    /** Shorter ones begin too many words: コ is ko. */
    private static final int SHORTEST_LATIN = 4;

    /** "st" of "1st" is no word. */
    private static final int SHORTEST_BESIDE_A_NUMBER = 3;

    /** Of those whose letters name a kind of music. */
    private static final int MOST_WORDS_OF_A_GENRE = 3;

    /** Of letters that stand alone, a person's name at most. */
    private static final int MOST_LETTERS_OF_A_NAME = 6;

    /** Of words joined by punctuation, such as a date with slashes; more of them are a list. */
    private static final int MOST_PARTS = 5;

    private final Map<Set<String>, Set<String>> names = new ConcurrentHashMap<>();

    /** What events are found by that name a kind of music: by the letters of each of its names. */
    private final Map<String, Set<String>> genres;

    private final Analyzer segmentation = new Analyzer() {
        @Override
        protected TokenStreamComponents createComponents(String fieldName) {
            return new TokenStreamComponents(new ICUTokenizer(new DefaultICUTokenizerConfig(true, true)));
        }
    };

    WordAnalyzer() {
        genres = new HashMap<>();
        for (List<String> names : GenreNames.ALL) {
            Set<String> terms = new LinkedHashSet<>();
            names.forEach(name ->
                    terms.addAll(joined(words(name).stream().map(Word::text).toList())));
            names.forEach(name -> genres.put(WordForms.letters(name), terms));
        }
    }

    /** As one word, and, since it is typed as several, each two of them as one. */
    private static Set<String> joined(List<String> words) {
        Set<String> joined = new LinkedHashSet<>(Set.of(String.join("", words)));
        for (int at = 0; at + 1 < words.size(); at++) {
            joined.add(words.get(at) + words.get(at + 1));
        }
        return joined;
    }

    /** The words as they are looked for. A text without any is looked for as it is. */
    List<Word> words(String text) {
        String signed = SIGNS.matcher(text)
                .replaceAll(sign -> " " + Normalizer2.getNFKCInstance().normalize(sign.group()) + " ");
        List<Word> words = wordsOf(signed);
        return words.isEmpty()
                ? SPACES.splitAsStream(text.strip())
                        .filter(symbols -> !symbols.isEmpty())
                        .map(symbols -> new Word(List.of(symbols), null, List.of(), List.of()))
                        .toList()
                : words;
    }

    private List<Word> wordsOf(String text) {
        List<Word> words = new ArrayList<>();
        for (String chunk : SPACES.split(text.strip(), -1)) {
            List<Word> parts = cut(AND.matcher(chunk).replaceAll("&")).stream()
                    .map(part -> word(part, List.of()))
                    .filter(word -> !word.forms().isEmpty())
                    .toList();
            Matcher signed = SIGNED.matcher(Normalizer2.getNFKCInstance().normalize(chunk));
            if (parts.size() == 1 && signed.matches()) {
                words.add(signed(WordForms.folded(signed.group(1)), parts.getFirst()));
            } else if (parts.size() > 1 && parts.size() <= MOST_PARTS && !WordForms.isWithoutSpaces(chunk)) {
                words.add(word(chunk, parts));
            } else {
                words.addAll(parts);
            }
        }
        return words;
    }

    /** With its signs, and without if that is still a word. */
    private static Word signed(String name, Word letters) {
        List<String> forms = new ArrayList<>(List.of(name));
        if (letters.text().length() > 2) {
            forms.addAll(letters.forms());
        }
        return new Word(forms, null, List.of(), List.of());
    }

    private static Word word(String text, List<Word> parts) {
        Set<String> forms = new LinkedHashSet<>(WordForms.of(text, SHORTEST_LATIN));
        if (!forms.isEmpty()) {
            forms.addAll(Spellings.of(text, SHORTEST_LATIN));
        }
        return new Word(List.copyOf(forms), WordForms.stem(text).orElse(null), WordForms.withoutParticle(text), parts);
    }

    /** Every form of every word and of its parts, as events are found by. */
    Set<String> indexed(String text) {
        Set<String> terms = new LinkedHashSet<>();
        List<Word> words = words(text);
        for (Word word : words) {
            terms.addAll(word.terms());
            word.parts().forEach(part -> terms.addAll(part.terms()));
        }
        terms.addAll(genres(words));
        terms.addAll(namesInLatin(words));
        SYMBOLS.matcher(text).results().forEach(symbols -> terms.add(symbols.group()));
        SIGNED_INSIDE
                .matcher(Normalizer2.getNFKCInstance().normalize(text))
                .results()
                .forEach(name -> terms.add(WordForms.folded(name.group())));
        if (INSIDE.matcher(text).find()) {
            words(INSIDE.matcher(text).replaceAll(" ")).forEach(word -> terms.addAll(word.terms()));
        }
        if (BEFORE_OR_AFTER_A_NUMBER.matcher(text).find()) {
            words(BEFORE_OR_AFTER_A_NUMBER.matcher(text).replaceAll(" ")).stream()
                    .map(Word::text)
                    .filter(part -> part.length() >= SHORTEST_BESIDE_A_NUMBER || Character.isDigit(part.charAt(0)))
                    .forEach(terms::add);
        }
        String counted = Spellings.counted(text);
        if (!counted.equals(text)) {
            words(counted).forEach(word -> terms.addAll(word.terms()));
        }
        // Who looks for "v" does not mean 5, but who looks for 5 may mean V.
        terms.stream()
                .filter(term -> term.equals("v") || term.equals("x"))
                .map(numeral -> Integer.toString(Spellings.number(numeral)))
                .toList()
                .forEach(terms::add);
        return terms;
    }

    /**
     * Chinese names in Latin letters, of which ICU knows few, so that it cuts them into single letters: {@code zhoujielun} and {@code jielun}
     * of 周杰倫. Which letters belong to the name is not known, so each two or three beside each other may be one.
     */
    private static Set<String> namesInLatin(List<Word> words) {
        Set<String> terms = new LinkedHashSet<>();
        int from = 0;
        while (from < words.size()) {
            int to = from;
            StringBuilder letters = new StringBuilder();
            while (to < words.size() && isIdeograph(words.get(to).text())) {
                letters.append(words.get(to++).text());
            }
            int[] run = letters.codePoints().toArray();
            for (int at = 0; run.length <= MOST_LETTERS_OF_A_NAME && at + 1 < run.length; at++) {
                for (int length = 2; length <= 3 && at + length <= run.length; length++) {
                    WordForms.of(new String(run, at, length), SHORTEST_LATIN).stream()
                            .skip(1)
                            .forEach(terms::add);
                }
            }
            from = to + 1;
        }
        return terms;
    }

    private static boolean isIdeograph(String text) {
        return text.codePointCount(0, text.length()) == 1 && Character.isIdeographic(text.codePointAt(0));
    }

    private Set<String> genres(List<Word> words) {
        Set<String> terms = new LinkedHashSet<>();
        for (int at = 0; at < words.size(); at++) {
            for (String first : words.get(at).terms()) {
                terms.addAll(genres.getOrDefault(first, Set.of()));
                StringBuilder several = new StringBuilder(first);
                for (int next = at + 1; next < Math.min(words.size(), at + MOST_WORDS_OF_A_GENRE); next++) {
                    terms.addAll(genres.getOrDefault(
                            several.append(words.get(next).text()).toString(), Set.of()));
                }
            }
        }
        return terms;
    }

    /**
     * Whole names that many events share, each as one word in the script in which it is written, with its article and without:
     * {@code nuevayork}. They are remembered, so there have to be few.
     */
    Set<String> names(Set<String> shared) {
        return names.computeIfAbsent(
                shared,
                all -> all.stream()
                        .flatMap(name -> Stream.concat(
                                WordForms.inItsScript(name).stream(), WordForms.withoutArticle(name).stream()))
                        .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    /** The words in one string, for comparing whole values such as a category: {@code "Sao Paulo" = "são  paulo"}. */
    String folded(String text) {
        return words(text).stream().map(Word::text).collect(Collectors.joining(" "));
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
}
