package io.holdfast.money;

import io.holdfast.money.TypedAmount.NotAnAmount;
import io.holdfast.money.TypedAmount.Read;
import io.holdfast.money.TypedAmount.TooFine;
import io.holdfast.money.TypedAmount.Unclear;
import java.math.BigDecimal;
import java.text.DecimalFormatSymbols;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads amounts in one currency for one reader. */
final class AmountReader {

    /** Longer than any amount with separators and a currency's sign. */
    private static final int LONGEST = 60;

    /** More digits than any amount has. */
    private static final int MOST_DIGITS = 15;

    private static final String DOT = ".";
    private static final String COMMA = ",";

    /** Thousands, or the hundreds of thousands of India. */
    private static final Pattern GROUPED = Pattern.compile("\\d{1,3}(\\D\\d{3})+|\\d{1,2}(,\\d{2})+,\\d{3}");

    /** Thousands only: {@code 1.000}, not {@code 0.500} and not {@code .500}. */
    private static final Pattern THOUSANDS = Pattern.compile("[1-9]\\d{0,2}[.,]\\d{3}");

    private static final Pattern NUMBER = Pattern.compile("[0-9][0-9 '.,٫٬]*|[.,٫][0-9]+");

    /** What some write for "no decimals": {@code 100.–}. */
    private static final Pattern NO_DECIMALS = Pattern.compile("[.,:/] ?[-–—―−]$");

    /** As Swedes write öre: {@code 250:50}. */
    private static final Pattern ORE = Pattern.compile("(?<=\\d):(?=\\d{2}$)");

    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}]");
    private static final Pattern SPACES = Pattern.compile("[\\p{Z}\\s_]+");
    private static final Pattern APOSTROPHES = Pattern.compile("['’‘ʼ`´′]");

    /** Of Arabic script; it is never anything else. Its thousands have a mark of their own. */
    private static final String ARABIC_DECIMAL = "٫";

    /** Signs of currencies as they are written where the currency is at home. */
    private static final Map<String, List<String>> SIGNS = Map.ofEntries(
            Map.entry("AED", List.of("د.إ", "درهم", "Dhs")),
            Map.entry("AUD", List.of("A$", "AU$")),
            Map.entry("BDT", List.of("৳", "টাকা", "Tk")),
            Map.entry("BGN", List.of("лв", "лв.")),
            Map.entry("BRL", List.of("R$")),
            Map.entry("CAD", List.of("C$", "CA$")),
            Map.entry("CHF", List.of("Fr", "Fr.", "SFr", "SFr.")),
            Map.entry("CNY", List.of("元", "¥", "块")),
            Map.entry("CZK", List.of("Kč", "Kc")),
            Map.entry("DKK", List.of("kr", "kr.")),
            Map.entry("EGP", List.of("ج.م", "ج.م.", "جنيه", "LE", "E£")),
            Map.entry("GHS", List.of("₵", "GH₵")),
            Map.entry("GTQ", List.of("Q")),
            Map.entry("HKD", List.of("HK$")),
            Map.entry("HUF", List.of("Ft")),
            Map.entry("IDR", List.of("Rp", "Rp.")),
            Map.entry("ILS", List.of("₪", "ש״ח", "ש\"ח", "שקל", "NIS")),
            Map.entry("INR", List.of("₹", "Rs", "Rs.", "रु", "रु.", "रुपये")),
            Map.entry("ISK", List.of("kr", "kr.")),
            Map.entry("JPY", List.of("円", "¥")),
            Map.entry("KES", List.of("KSh", "Ksh.", "Sh")),
            Map.entry("KRW", List.of("원", "₩")),
            Map.entry("LKR", List.of("Rs", "Rs.")),
            Map.entry("MXN", List.of("MX$")),
            Map.entry("NGN", List.of("₦")),
            Map.entry("NOK", List.of("kr", "kr.")),
            Map.entry("NPR", List.of("Rs", "Rs.", "रु")),
            Map.entry("NZD", List.of("NZ$")),
            Map.entry("PEN", List.of("S/", "S/.")),
            Map.entry("PKR", List.of("Rs", "Rs.", "روپے")),
            Map.entry("PLN", List.of("zł", "zl")),
            Map.entry("RON", List.of("lei")),
            Map.entry("RSD", List.of("din", "din.", "дин", "дин.")),
            Map.entry("RUB", List.of("руб", "руб.", "р", "р.", "₽")),
            Map.entry("SAR", List.of("ر.س", "ر.س.", "ريال", "SR")),
            Map.entry("SEK", List.of("kr", "kr.")),
            Map.entry("SGD", List.of("S$")),
            Map.entry("THB", List.of("฿", "บาท")),
            Map.entry("TRY", List.of("₺", "TL")),
            Map.entry("TWD", List.of("NT$", "元")),
            Map.entry("TZS", List.of("TSh")),
            Map.entry("UAH", List.of("грн", "грн.", "₴")),
            Map.entry("UGX", List.of("USh")),
            Map.entry("USD", List.of("US$")),
            Map.entry("VND", List.of("₫", "đ", "VNĐ")),
            Map.entry("ZAR", List.of("R")));

    private final String currency;
    private final int digits;
    private final Set<String> signs;
    private final String decimalOfReader;
    private final String groupingOfReader;

    AmountReader(int digits, String currency, Locale reader) {
        this.currency = currency;
        this.digits = digits;
        this.signs = signs(currency, reader);
        DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(reader);
        this.decimalOfReader = String.valueOf(symbols.getDecimalSeparator());
        this.groupingOfReader = String.valueOf(symbols.getGroupingSeparator());
    }

    /** How the currency may be named beside the amount, in small letters, longer names first. */
    private static Set<String> signs(String code, Locale reader) {
        Set<String> signs = new TreeSet<>(
                (one, other) -> one.length() == other.length() ? one.compareTo(other) : other.length() - one.length());
        signs.add(code.toLowerCase(Locale.ROOT));
        try {
            java.util.Currency currency = java.util.Currency.getInstance(code);
            Stream.of(
                            Stream.of(reader, Locale.ENGLISH).map(currency::getSymbol),
                            Stream.of(reader, Locale.ENGLISH).flatMap(language -> words(currency, language)),
                            SIGNS.getOrDefault(code, List.of()).stream())
                    .flatMap(names -> names)
                    .flatMap(sign -> sign.endsWith("$") ? Stream.of(sign, "$") : Stream.of(sign))
                    .map(AmountReader::plain)
                    .map(sign -> sign.toLowerCase(Locale.ROOT))
                    .filter(sign -> !sign.isEmpty())
                    .forEach(signs::add);
        } catch (IllegalArgumentException e) {
            // Then only its code is known.
        }
        return signs;
    }

    /** Of its name: {@code dollar} and {@code dollars} of US Dollar. */
    private static Stream<String> words(java.util.Currency currency, Locale language) {
        return SPACES.splitAsStream(currency.getDisplayName(language)).flatMap(word -> Stream.of(word, word + "s"));
    }

    TypedAmount read(String typed) {
        if (typed.length() > LONGEST) {
            return new NotAnAmount();
        }
        // Of two that name the currency, such as $20 AUD, both.
        String amount = withoutSign(withoutSign(plain(typed)));
        String number = NO_DECIMALS.matcher(amount).replaceFirst("").strip();
        if (currency.equals("SEK")) {
            number = ORE.matcher(number).replaceFirst(COMMA);
        }
        if (!NUMBER.matcher(number).matches()
                || number.chars().filter(Character::isDigit).count() > MOST_DIGITS) {
            return new NotAnAmount();
        }
        return readNumber(number);
    }

    /** The same in ASCII as far as it is a number: half-width digits, one kind of space and apostrophe. */
    private static String plain(String typed) {
        String compatible = Normalizer.normalize(INVISIBLE.matcher(typed).replaceAll(""), Normalizer.Form.NFKC);
        StringBuilder plain = new StringBuilder();
        compatible.codePoints().forEach(c -> {
            int digit = Character.digit(c, 10);
            if (digit >= 0) {
                plain.append((char) ('0' + digit));
            } else {
                plain.appendCodePoint(c == '、' ? ',' : c == '。' ? '.' : c);
            }
        });
        String spaced = SPACES.matcher(plain).replaceAll(" ");
        return APOSTROPHES.matcher(spaced).replaceAll("'").strip();
    }

    private String withoutSign(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        if (small.length() != text.length()) {
            return text;
        }
        for (String sign : signs) {
            if (small.startsWith(sign)) {
                return text.substring(sign.length()).strip();
            }
            if (small.endsWith(sign)) {
                return text.substring(0, text.length() - sign.length()).strip();
            }
        }
        return text;
    }

    /** @param number digits and marks between them */
    private TypedAmount readNumber(String number) {
        if (number.contains(ARABIC_DECIMAL)) {
            return read(number, ARABIC_DECIMAL);
        }
        long dots = number.chars().filter(c -> c == '.').count();
        long commas = number.chars().filter(c -> c == ',').count();
        if (dots > 0 && commas > 0) {
            boolean dotIsLast = number.lastIndexOf('.') > number.lastIndexOf(',');
            return (dotIsLast ? dots : commas) == 1 ? read(number, dotIsLast ? DOT : COMMA) : new NotAnAmount();
        }
        if (dots + commas != 1) {
            return read(number, null);
        }
        String mark = dots == 1 ? DOT : COMMA;
        return THOUSANDS.matcher(number).matches() ? readThousands(number, mark) : read(number, mark);
    }

    /** One mark before exactly three digits. */
    private TypedAmount readThousands(String number, String mark) {
        if (mark.equals(groupingOfReader)) {
            return read(number, null);
        }
        if (mark.equals(decimalOfReader) && digits >= 3) {
            return read(number, mark);
        }
        BigDecimal asDecimal = new BigDecimal(number.replace(mark, DOT));
        return new Unclear(Stream.of(asDecimal, asDecimal.movePointRight(3))
                .map(this::minor)
                .filter(Objects::nonNull)
                .toList());
    }

    /** @param decimal the mark before the decimals; null when there are none: all marks part thousands */
    private TypedAmount read(String number, @Nullable String decimal) {
        int at = decimal == null ? -1 : number.lastIndexOf(decimal);
        String whole = at < 0 ? number : number.substring(0, at);
        String fraction = at < 0 ? "" : number.substring(at + 1);
        if (!fraction.matches("\\d*") || !isWhole(whole, decimal)) {
            return new NotAnAmount();
        }
        String ones = whole.replaceAll("\\D", "");
        if (ones.isEmpty() && fraction.isEmpty()) {
            return new NotAnAmount();
        }
        // Zeros beyond what the currency has may part the thousands of a language that is not known here.
        if (fraction.length() > Math.max(digits, 2)) {
            return new TooFine();
        }
        Long minor = minor(new BigDecimal((ones.isEmpty() ? "0" : ones) + "." + (fraction.isEmpty() ? "0" : fraction)));
        return minor == null ? new TooFine() : new Read(minor);
    }

    private @Nullable Long minor(BigDecimal amount) {
        try {
            return amount.movePointRight(digits).longValueExact();
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /** Digits without marks, or parted by one kind of mark as numbers are. */
    private static boolean isWhole(String whole, @Nullable String decimal) {
        if (whole.matches("\\d*")) {
            return true;
        }
        boolean oneMark =
                whole.chars().filter(c -> !Character.isDigit(c)).distinct().count() == 1;
        return oneMark
                && (decimal == null || !whole.contains(decimal))
                && GROUPED.matcher(whole).matches();
    }
}
