package io.holdfast.bench;

import io.holdfast.bench.Load.Outcome;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.contracts.VenueState;
import io.holdfast.events.search.EventIndex;
import io.holdfast.events.search.EventQuery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Searches a catalogue of events with names in several scripts: the index of events-service alone, without HTTP and database. */
final class SearchBench {

    private static final int PAGE = 12;

    private static final List<String> FIRST = List.of(
            "Winter",
            "Sommer",
            "Late Night",
            "Grand",
            "L'Opéra",
            "Fête",
            "Neujahrs",
            "Новогодний",
            "クリスマス",
            "夏の",
            "서울",
            "مهرجان",
            "Big Band",
            "Open Air",
            "Kammer",
            "Chamber",
            "Gala",
            "Flamenco",
            "Tango",
            "Swing",
            "Rock",
            "Indie",
            "Baroque",
            "Silent");
    private static final List<String> SECOND = List.of(
            "Concert",
            "Konzert",
            "Festival",
            "Jazz",
            "Theater",
            "コンサート",
            "花火大会",
            "음악축제",
            "концерт",
            "الموسيقى",
            "Orchestra",
            "Quartet",
            "Comedy",
            "Session",
            "Symphony",
            "Ballet",
            "Cabaret",
            "Reading",
            "Match",
            "Derby",
            "Workshop",
            "Matinée");
    private static final List<String> CITIES = List.of(
            "Berlin",
            "Frankfurt am Main",
            "Köln",
            "London",
            "Paris",
            "Tokyo",
            "東京都",
            "서울",
            "Москва",
            "Αθήνα",
            "New York",
            "São Paulo");
    /** What is looked for, by kind. */
    private static final Map<String, List<EventQuery>> QUERIES = queries();

    private final BenchOptions options;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Report report = new Report("search", "an index in memory");

    private SearchBench(BenchOptions options) {
        this.options = options;
    }

    static void run(BenchOptions options) throws IOException, InterruptedException {
        new SearchBench(options).run();
    }

    private void run() throws IOException, InterruptedException {
        try (EventIndex index = new EventIndex()) {
            long before = heap();
            long start = System.nanoTime();
            for (int number = 0; number < options.events(); number++) {
                index.put(event(number));
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            double megabytes = (heap() - before) / 1e6;
            report.table(
                    "The index",
                    List.of("events", "seconds to fill", "MB of heap"),
                    List.of(List.of(
                            "%,d".formatted(options.events()),
                            "%.1f".formatted(seconds),
                            "%,.0f".formatted(megabytes))));
            report.figure("index", Map.of("events", options.events(), "seconds", seconds, "megabytes", megabytes));
            List<List<String>> rows = new ArrayList<>();
            for (Map.Entry<String, List<EventQuery>> kind : QUERIES.entrySet()) {
                find(index, kind.getValue()); // warms up the compiler
                Outcome outcome = find(index, kind.getValue());
                rows.add(List.of(
                        kind.getKey(),
                        "%,.0f".formatted(outcome.total() / Load.seconds(outcome.elapsed())),
                        "%.2f".formatted(outcome.millis(50)),
                        "%.2f".formatted(outcome.millis(99))));
                report.figure(kind.getKey(), Map.of("p50Millis", outcome.millis(50), "p99Millis", outcome.millis(99)));
            }
            report.table("Searches, two at a time", List.of("", "a second", "p50 ms", "p99 ms"), rows);
        }
        report.finish(options.out());
    }

    private Outcome find(EventIndex index, List<EventQuery> queries) throws InterruptedException {
        Instant now = Instant.now();
        int[] next = new int[2];
        return Load.during(options.time(), 2, client -> {
            EventQuery query = queries.get(next[client]++ % queries.size());
            return index.find(query, PAGE, null, now).ids().isEmpty() ? "nothing" : "found";
        });
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private EventState event(int number) {
        String name = any(FIRST) + (random.nextInt(4) == 0 ? "" : " ") + any(SECOND) + " " + (2000 + random.nextInt(60))
                + " " + Integer.toString(number % 9973, 36);
        Instant starts = Instant.now().plus(Duration.ofHours(1 + random.nextInt(8_000)));
        return new EventState(
                "event" + number,
                name,
                "An evening with guests from near and far, number %d of a series, with %s and %s in the hall."
                        .formatted(number, any(FIRST), any(SECOND)),
                "Concert",
                new VenueState("Hall " + number % 500, null, any(CITIES), null),
                starts,
                starts.plus(Duration.ofHours(3)),
                "UTC",
                "EUR",
                null,
                List.of(new TierState("t", "Standard", 1000 + random.nextInt(9_000), 100, 10)),
                null,
                null,
                SalesTerms.DEFAULT,
                "organizer",
                EventStatus.PUBLISHED,
                1);
    }

    private String any(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }

    private static Map<String, List<EventQuery>> queries() {
        Map<String, List<EventQuery>> queries = new LinkedHashMap<>();
        queries.put("a word", texts("jazz", "orchestra", "концерт", "flamenco"));
        queries.put("the beginning of a word", texts("fl", "orch", "ne", "конц", "win"));
        queries.put("with a typing error", texts("orchestar", "flamenko", "sympony", "cabarett"));
        queries.put("a part of a word", texts("konzert", "chester", "コンサート", "火", "축제"));
        queries.put("several words", texts("winter jazz 2027", "gala ballet berlin", "tango session london"));
        queries.put("nothing to find", texts("zzyzx qqqq", "wxyzwxyz", "鬱鬱"));
        queries.put(
                "a word in a city",
                List.of(
                        query("jazz", "Frankfurt"),
                        query("konzert", "koeln"),
                        query("festival", "東京"),
                        query("gala", "york")));
        return queries;
    }

    private static List<EventQuery> texts(String... texts) {
        return Stream.of(texts).map(text -> query(text, null)).toList();
    }

    private static EventQuery query(String text, @Nullable String city) {
        return EventQuery.of(text, null, city, null, null, false, null);
    }
}
