package io.holdfast.language;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;

/** What pages call the categories of events that have a name in every {@link Language}. */
public final class CategoryNames {

    /** With keys such as {@code category.music}. */
    public static final String BUNDLE = "language/categories";

    private static final String KEY = "category.";

    private CategoryNames() {}

    /** The key of a category as events name it: {@code category.music} of Music. There need not be a name for it. */
    public static String key(String category) {
        return KEY + category.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    /** The names of each category in all languages, with what its key says: music, Musik, 音楽. */
    public static List<Set<String>> all() {
        return bundle(Locale.ROOT).keySet().stream().map(CategoryNames::names).toList();
    }

    private static Set<String> names(String key) {
        Set<String> names = new LinkedHashSet<>();
        names.add(key.substring(KEY.length()).replace('-', ' '));
        for (Language language : Language.values()) {
            names.add(bundle(language.locale()).getString(key));
        }
        return names;
    }

    private static ResourceBundle bundle(Locale language) {
        return ResourceBundle.getBundle(
                BUNDLE,
                language,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }
}
