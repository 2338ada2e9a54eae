package io.holdfast.webclient.catalogue;

import io.holdfast.language.Beginning;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The conditions of a search. Invalid ones are ignored.
 *
 * @param past null for what is not over yet, else the archive
 */
record Search(
        @Nullable String q,
        @Nullable String category,
        @Nullable String city,
        @Nullable String from,
        @Nullable String to,
        @Nullable String sort,
        @Nullable String cursor,
        @Nullable String past) {

    static final List<String> SORTS = List.of("date", "name", "price");

    Search {
        q = text(q);
        category = text(category);
        city = text(city);
        from = day(from);
        to = day(to);
        sort = sort != null && SORTS.contains(sort) ? sort : null;
        cursor = text(cursor);
        past = past == null || past.isBlank() ? null : "true";
    }

    public boolean isNarrowed() {
        return q != null || category != null || city != null || from != null || to != null;
    }

    MultiValueMap<String, String> parameters() {
        LinkedMultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
        put(parameters, "q", q);
        put(parameters, "category", category);
        put(parameters, "city", city);
        put(parameters, "from", from);
        put(parameters, "to", to);
        put(parameters, "sort", sort);
        put(parameters, "past", past);
        return parameters;
    }

    /** The address of the next page. */
    String next(String nextCursor) {
        return address("/", parameters(), nextCursor);
    }

    /** The address of its result elsewhere, such as of the feed. */
    public String address(String path) {
        return address(path, parameters(), null);
    }

    /** The address of the same search among what is over or, from there, of what is to come. */
    public String elsewhere() {
        MultiValueMap<String, String> parameters = parameters();
        if (parameters.remove("past") == null) {
            put(parameters, "past", "true");
        }
        return address("/", parameters, null);
    }

    /** The address of the search without one of its conditions, which the page offers if nothing is found. */
    public String without(String name) {
        MultiValueMap<String, String> parameters = parameters();
        parameters.remove(name);
        return address("/", parameters, null);
    }

    private static String address(String path, MultiValueMap<String, String> parameters, @Nullable String cursor) {
        LinkedMultiValueMap<String, String> all = new LinkedMultiValueMap<>(parameters);
        put(all, "cursor", cursor);
        UriComponentsBuilder address = UriComponentsBuilder.fromPath(path);
        all.forEach((name, values) -> address.queryParam(name, "{" + name + "}"));
        return address.encode().buildAndExpand(all.toSingleValueMap()).toUriString();
    }

    private static void put(MultiValueMap<String, String> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.add(name, value);
        }
    }

    private static @Nullable String text(@Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        return Beginning.of(value.strip(), 200);
    }

    private static @Nullable String day(@Nullable String value) {
        try {
            return value == null || value.isBlank()
                    ? null
                    : LocalDate.parse(value).toString();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
