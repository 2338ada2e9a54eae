package io.holdfast.language;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Labels that people have to tell apart where they read them: those of the rows of a hall, on a ticket. Two look alike if they differ in
 * case, width or the script of their digits only (A and a, １ and 1), or are the same signs of two scripts (the A of Latin, Greek and Cyrillic
 * letters; Unicode's confusables, UTS #39). Within a script letters are told apart, however much they resemble each other.
 */
public final class LookAlikes {

    private static final Normalizer2 FOLDING = Normalizer2.getNFKCCasefoldInstance();

    /** Its drawings: letters that look alike have the same. */
    private static final SpoofChecker DRAWINGS = new SpoofChecker.Builder().build();

    private final Set<String> folded = new HashSet<>();
    private final Map<String, List<Set<UnicodeScript>>> scriptsByDrawing = new HashMap<>();

    /** Adds a label, unless it looks like one that was added before: then the answer is false. */
    public boolean add(String label) {
        String digits = withPlainDigits(label);
        String folds = FOLDING.normalize(digits);
        Set<UnicodeScript> scripts = scripts(digits);
        List<Set<UnicodeScript>> drawnAlike = scriptsByDrawing.computeIfAbsent(drawing(digits), _ -> new ArrayList<>());
        if (folded.contains(folds) || drawnAlike.stream().anyMatch(others -> !others.equals(scripts))) {
            return false;
        }
        folded.add(folds);
        drawnAlike.add(scripts);
        return true;
    }

    private static String withPlainDigits(String label) {
        return mapped(label, letter -> {
            int digit = Character.digit(letter, 10);
            return digit < 0 || Character.isLetter(letter) ? Character.toString(letter) : Integer.toString(digit);
        });
    }

    /** Of its capitals, since fewer of them resemble each other. Digits are told from letters by where they stand: 0 is not O. */
    private static String drawing(String label) {
        String capitals = UCharacter.toUpperCase(FOLDING.normalize(label));
        return mapped(
                capitals,
                letter -> Character.isDigit(letter)
                        ? "#" + Character.toString(letter)
                        : DRAWINGS.getSkeleton(Character.toString(letter)));
    }

    private static String mapped(String text, IntFunction<String> letters) {
        return text.codePoints().mapToObj(letters).collect(Collectors.joining());
    }

    private static Set<UnicodeScript> scripts(String label) {
        return label.codePoints()
                .mapToObj(UnicodeScript::of)
                .filter(script -> script != UnicodeScript.COMMON && script != UnicodeScript.INHERITED)
                .collect(Collectors.toSet());
    }
}
