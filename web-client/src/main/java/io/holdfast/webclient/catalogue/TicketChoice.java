package io.holdfast.webclient.catalogue;

import io.holdfast.language.Digits;
import io.holdfast.webclient.backend.Orders;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.util.MultiValueMap;

/**
 * The tickets that a visitor chose on an event's page, by tier. Invalid parameters are ignored.
 *
 * @param counts how many tickets; of a seated tier the best seats are chosen for the visitor
 * @param seats the seats picked by name
 */
record TicketChoice(Map<String, Integer> counts, Map<String, Set<String>> seats) {

    static final TicketChoice NONE = new TicketChoice(Map.of(), Map.of());

    /** Prefix of the fields with the number of tickets of a tier. */
    private static final String COUNT = "t_";

    /** Prefix of the fields with the name of a seat of a tier. */
    private static final String SEATS = "s_";

    private static final Pattern SEAT = Pattern.compile(
            "(?:[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} .'’&()+-]{0,23} )?[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}]{0,7}-\\d{1,4}");

    private static final int MOST_FIELDS = 100;
    private static final int MOST_SEATS = 200;
    private static final int MOST_DIGITS = 6;
    private static final int TOO_MANY = 999_999;

    static TicketChoice of(MultiValueMap<String, String> parameters) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        Map<String, Set<String>> seats = new LinkedHashMap<>();
        List<String> names = new ArrayList<>(parameters.keySet());
        for (String name : names.subList(0, Math.min(names.size(), MOST_FIELDS))) {
            List<String> values = parameters.getOrDefault(name, List.of());
            if (name.matches(COUNT + "[\\w-]{1,64}")) {
                int count = count(values);
                if (count > 0) {
                    counts.put(tier(name), count);
                }
            }
            if (name.matches(SEATS + "[\\w-]{1,64}")) {
                Set<String> named = named(values);
                if (!named.isEmpty()) {
                    seats.put(tier(name), named);
                }
            }
        }
        return new TicketChoice(counts, seats);
    }

    private static String tier(String field) {
        return field.substring(COUNT.length());
    }

    private static int count(List<String> values) {
        return values.stream()
                .filter(Objects::nonNull)
                .map(Digits::plain)
                .filter(value -> value.matches("\\d+"))
                .mapToInt(TicketChoice::number)
                .findFirst()
                .orElse(0);
    }

    /** What is more than anyone may order is refused as such, however much it is. */
    private static int number(String digits) {
        String number = digits.replaceFirst("^0+(?=\\d)", "");
        return number.length() > MOST_DIGITS ? TOO_MANY : Integer.parseInt(number);
    }

    /** A form sends a value for each seat, an address one value with all seats separated by commas. */
    private static Set<String> named(List<String> values) {
        return values.stream()
                .flatMap(value -> value == null ? Stream.empty() : Arrays.stream(value.split(",")))
                .filter(seat -> SEAT.matcher(seat).matches())
                .limit(MOST_SEATS)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    boolean isEmpty() {
        return counts.isEmpty() && seats.isEmpty();
    }

    boolean has(String tier) {
        return counts.containsKey(tier) || seats.containsKey(tier);
    }

    int count(String tier) {
        return counts.getOrDefault(tier, 0);
    }

    Set<String> seats(String tier) {
        return seats.getOrDefault(tier, Set.of());
    }

    /** Tiers with both picked seats and a number of tickets. An order can have only one of the two. */
    List<String> undecided() {
        return seats.keySet().stream().filter(counts::containsKey).toList();
    }

    List<Orders.Line> lines() {
        return Stream.concat(
                        seats.entrySet().stream()
                                .map(line -> Orders.Line.seats(line.getKey(), List.copyOf(line.getValue()))),
                        counts.entrySet().stream().map(line -> Orders.Line.count(line.getKey(), line.getValue())))
                .toList();
    }

    /** This choice with some seats of a tier replaced by others. */
    TicketChoice swapped(String tier, Set<String> removed, List<String> added) {
        Set<String> kept = new LinkedHashSet<>(seats(tier));
        kept.removeAll(removed);
        kept.addAll(added);
        Map<String, Set<String>> all = new LinkedHashMap<>(seats);
        if (kept.isEmpty()) {
            all.remove(tier);
        } else {
            all.put(tier, kept);
        }
        return new TicketChoice(counts, all);
    }

    /** The query of an address with this choice. */
    String query() {
        return Stream.concat(
                        counts.entrySet().stream().map(line -> COUNT + line.getKey() + "=" + line.getValue()),
                        seats.entrySet().stream().map(line -> SEATS + line.getKey() + "=" + escaped(line.getValue())))
                .collect(Collectors.joining("&"));
    }

    private static String escaped(Set<String> seats) {
        return seats.stream()
                .map(seat -> URLEncoder.encode(seat, StandardCharsets.UTF_8))
                .collect(Collectors.joining(","));
    }
}
