package io.holdfast.webclient.site;

import java.text.Collator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The countries of the world, to choose one in a form. */
public final class Countries {

    private Countries() {}

    /** @param name in the visitor's language */
    public record Country(String code, String name) {}

    /** All of them, in the order of their names. */
    public static List<Country> in(Locale language) {
        Collator order = Collator.getInstance(language);
        return Stream.of(Locale.getISOCountries())
                .map(code -> new Country(code, Locale.of("", code).getDisplayCountry(language)))
                .sorted((one, other) -> order.compare(one.name(), other.name()))
                .toList();
    }
}
