package io.holdfast.events.search;

import com.ibm.icu.text.TimeZoneNames;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.TimeZone.SystemTimeZoneType;
import com.ibm.icu.util.ULocale;
import io.holdfast.language.CategoryNames;
import io.holdfast.language.Language;
import io.holdfast.words.WordForms;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What categories and cities are called in other languages than the event's: 音楽 for Music, Tokyo for 東京. Categories are those that pages
 * have names of; cities are those that name a time zone in Unicode's CLDR, in the languages of pages and in that of their country, and those
 * of {@link CityNames}.
 */
final class OtherNames {

    /** Of addresses in China, Japan and Korea: 東京都. */
    private static final Pattern CALLED_CITY = Pattern.compile("(?<=..)[都市시]$");

    private static final Map<String, Set<String>> CATEGORIES = byName(CategoryNames.all());
    private static final Map<String, Set<String>> CITIES = byName(cities());

    private OtherNames() {}

    /** The names of a category, whichever of them this is; empty if it is none of the known ones. */
    static Set<String> ofCategory(@Nullable String name) {
        return name == null ? Set.of() : CATEGORIES.getOrDefault(WordForms.letters(name), Set.of());
    }

    /** The names of a city, whichever of them this is; empty if it is none of the known ones. */
    static Set<String> ofCity(@Nullable String name) {
        if (name == null) {
            return Set.of();
        }
        String key = WordForms.letters(name);
        Set<String> names = CITIES.get(key);
        return names == null ? CITIES.getOrDefault(CALLED_CITY.matcher(key).replaceFirst(""), Set.of()) : names;
    }

    private static List<Set<String>> cities() {
        return Stream.concat(
                        TimeZone.getAvailableIDs(SystemTimeZoneType.CANONICAL_LOCATION, null, null).stream()
                                .map(OtherNames::names),
                        CityNames.ALL.stream())
                .toList();
    }

    private static Set<String> names(String zone) {
        ULocale country = ULocale.addLikelySubtags(new ULocale("und_" + TimeZone.getRegion(zone)));
        Stream<ULocale> own = Stream.of(new ULocale(country.getLanguage() + "_" + country.getScript()));
        Stream<ULocale> ofPages = Arrays.stream(Language.values()).map(language -> new ULocale(language.tag()));
        return Stream.concat(
                        ofPages,
                        own.filter(
                                language -> Language.of(country.getLanguage()).isEmpty()))
                .map(language -> TimeZoneNames.getInstance(language).getExemplarLocationName(zone))
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What shares a name is one, with the names of all: sport and sports. */
    private static Map<String, Set<String>> byName(Collection<Set<String>> known) {
        Map<String, Set<String>> byName = new HashMap<>();
        for (Set<String> names : known) {
            Set<String> all = new LinkedHashSet<>(names);
            names.forEach(name -> all.addAll(byName.getOrDefault(WordForms.letters(name), Set.of())));
            Set<String> shared = Collections.unmodifiableSet(all);
            all.forEach(name -> WordForms.inItsScript(name).forEach(form -> byName.put(form, shared)));
        }
        return byName;
    }
}
