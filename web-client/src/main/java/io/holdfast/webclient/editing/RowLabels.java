package io.holdfast.webclient.editing;

import io.holdfast.language.Digits;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The labels of rows from one to another, as halls of each script count: numbers, A to Z and on to AA, あ to ん, 가 to 하. */
final class RowLabels {

    /** Those that Unicode has in another order, or with letters in between that no hall counts. */
    private static final List<String> ALPHABETS = List.of(
            "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん",
            "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
            "가나다라마바사아자차카타파하",
            "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ",
            "一二三四五六七八九十",
            "甲乙丙丁戊己庚辛壬癸",
            "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
            "אבגדהוזחטיכלמנסעפצקרשת",
            "กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ",
            "αβγδεζηθικλμνξοπρστυφχψω");

    /** Of the alphabets whose other letters are in no order that a hall could have. */
    private static final Set<UnicodeScript> LISTED = EnumSet.of(
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.HANGUL,
            UnicodeScript.HAN,
            UnicodeScript.ARABIC,
            UnicodeScript.HEBREW,
            UnicodeScript.THAI);

    private RowLabels() {}

    /**
     * All labels from the first to the last; empty if there is no such order, or none in which the last comes later.
     *
     * @param most where to stop: one more says that there are too many
     */
    static List<String> between(String first, String last, int most) {
        if (isNumber(first) && isNumber(last)) {
            return numbers(first, last);
        }
        if ((first + last).matches("[A-Z]{2,6}|[a-z]{2,6}") && first.length() <= last.length()) {
            return columns(first, last, most);
        }
        return isLetter(first) && isLetter(last) ? letters(first.codePointAt(0), last.codePointAt(0), most) : List.of();
    }

    private static boolean isNumber(String label) {
        return Digits.plain(label).matches("\\d{1,3}");
    }

    /** In the digits that were typed. */
    private static List<String> numbers(String first, String last) {
        int zero = zero(first);
        if (zero != zero(last)) {
            return List.of();
        }
        return IntStream.rangeClosed(Integer.parseInt(Digits.plain(first)), Integer.parseInt(Digits.plain(last)))
                .mapToObj(number -> Integer.toString(number)
                        .chars()
                        .map(digit -> digit - '0' + zero)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString())
                .toList();
    }

    private static int zero(String number) {
        int digit = number.codePointAt(0);
        return digit - Character.digit(digit, 10);
    }

    /** After Z comes AA, as in the columns of a spreadsheet. */
    private static List<String> columns(String first, String last, int most) {
        List<String> labels = new ArrayList<>();
        String label = first;
        while (labels.size() <= most && label.length() <= last.length()) {
            labels.add(label);
            if (label.equals(last)) {
                return labels;
            }
            label = next(label);
        }
        return List.of();
    }

    private static String next(String label) {
        char last = label.charAt(label.length() - 1);
        char a = Character.isUpperCase(last) ? 'A' : 'a';
        String before = label.substring(0, label.length() - 1);
        if (last < a + 25) {
            return before + (char) (last + 1);
        }
        return (before.isEmpty() ? String.valueOf(a) : next(before)) + a;
    }

    private static boolean isLetter(String label) {
        return label.codePointCount(0, label.length()) == 1 && Character.isLetter(label.codePointAt(0));
    }

    private static List<String> letters(int first, int last, int most) {
        for (String alphabet : ALPHABETS) {
            int from = alphabet.indexOf(withoutHamza(first));
            int to = alphabet.indexOf(withoutHamza(last));
            if (from >= 0 && to >= from) {
                List<String> labels =
                        new ArrayList<>(List.of(alphabet.substring(from, to + 1).split("")));
                labels.set(0, Character.toString(first));
                return labels;
            }
        }
        if (LISTED.contains(UnicodeScript.of(first))) {
            return List.of();
        }
        List<String> labels = new ArrayList<>();
        for (int letter = first; letter <= last; letter++) {
            if (Character.isDefined(letter)) {
                if (!isSameKind(letter, first) || labels.size() > most) {
                    return List.of();
                }
                labels.add(Character.toString(letter));
            }
        }
        return labels;
    }

    /** The first row may have one, the first letter of the alphabet none. */
    private static int withoutHamza(int letter) {
        return letter == 'أ' ? 'ا' : letter;
    }

    private static boolean isSameKind(int letter, int other) {
        return Character.getType(letter) == Character.getType(other)
                && UnicodeScript.of(letter) == UnicodeScript.of(other);
    }
}
