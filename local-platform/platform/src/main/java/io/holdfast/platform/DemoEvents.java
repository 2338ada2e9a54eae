package io.holdfast.platform;

import java.util.List;

/** The events of the demo data. */
final class DemoEvents {

    private DemoEvents() {}

    /** @param price in the smallest unit of the venue's currency */
    record Tier(String name, long price, int capacity) {}

    record Venue(String name, String address, String city, String country, String timezone, String currency) {}

    /**
     * An event that is not published yet.
     *
     * @param inDays how many days from today it starts
     * @param hour of its start, at the venue
     * @param hours how long it takes
     */
    record Event(
            String name,
            String category,
            Venue venue,
            int inDays,
            int hour,
            int hours,
            List<Tier> tiers,
            String description) {}

    private static final Venue HARBOUR =
            new Venue("Harbour Hall", "Am Sandtorkai 12", "Hamburg", "Germany", "Europe/Berlin", "EUR");
    private static final Venue LANTERN =
            new Venue("The Lantern Rooms", "48 Rivington Street", "London", "United Kingdom", "Europe/London", "GBP");
    private static final Venue RIVERSIDE = new Venue(
            "Riverside Park", "601 SE Water Avenue", "Portland", "United States", "America/Los_Angeles", "USD");
    private static final Venue FOUNDRY =
            new Venue("The Foundry", "215 Wythe Avenue", "New York", "United States", "America/New_York", "USD");
    private static final Venue KONSERTHUS =
            new Venue("Gamla Konserthuset", "Norrmalmsgatan 3", "Stockholm", "Sweden", "Europe/Stockholm", "SEK");
    private static final Venue GARDEN =
            new Venue("Jardín de los Naranjos", "Carrer de la Pau 21", "València", "Spain", "Europe/Madrid", "EUR");
    private static final Venue KISSA =
            new Venue("Kissa Moonlight", "2-14 Shimokitazawa", "Tokyo", "Japan", "Asia/Tokyo", "JPY");
    private static final Venue LIBRARY =
            new Venue("City Library", "Vester Voldgade 7", "Copenhagen", "Denmark", "Europe/Copenhagen", "DKK");

    /** Its waiting room opens some minutes after the demo data are loaded. */
    static final String WITH_WAITING_ROOM = "Reunion at Harbour Hall: The Paper Lanterns";

    /** The demo buyer buys all but the last tickets of this one. */
    static final String NEARLY_SOLD_OUT = "Supper Club: Seven Courses in the Dark";

    static final List<Event> ALL = List.of(
            new Event(
                    "Northern Lights: The Aurora Quartet",
                    "Concert",
                    HARBOUR,
                    12,
                    20,
                    3,
                    List.of(
                            new Tier("Standing", 3_200, 600),
                            new Tier("Balcony", 4_900, 180),
                            new Tier("Front rows", 7_900, 60)),
                    "Strings, field recordings from the Lofoten islands and a ceiling that turns green. The quartet plays its new "
                            + "album from beginning to end, without an interval."),
            new Event(
                    NEARLY_SOLD_OUT,
                    "Food",
                    LANTERN,
                    5,
                    19,
                    4,
                    List.of(new Tier("A seat at the table", 8_500, 10)),
                    "Ten guests, one table, no light. You will not know what you eat until you have eaten it; tell us about "
                            + "allergies when you arrive."),
            new Event(
                    "Open Air Cinema: Stories of the River",
                    "Film",
                    RIVERSIDE,
                    20,
                    21,
                    3,
                    List.of(new Tier("Free entry", 0, 400)),
                    "Bring a blanket. Five short films by people who live along the river, introduced by those who made them. "
                            + "Free, but the meadow holds four hundred, so take a ticket."),
            new Event(
                    "Winter Jazz Festival",
                    "Festival",
                    FOUNDRY,
                    33,
                    17,
                    7,
                    List.of(
                            new Tier("Day ticket", 6_500, 1_200),
                            new Tier("Day ticket, under 26", 3_500, 300),
                            new Tier("Supporter", 14_000, 80)),
                    "Fourteen bands on three stages in an old iron foundry. Late sets until the last train."),
            new Event(
                    "Midnight Express to Malmö",
                    "Theatre",
                    KONSERTHUS,
                    16,
                    19,
                    2,
                    List.of(new Tier("Stalls", 42_000, 320), new Tier("Circle", 29_500, 210)),
                    "A comedy of errors in six compartments and one dining car. In Swedish with English surtitles."),
            new Event(
                    "Building Calm Software",
                    "Conference",
                    LANTERN,
                    47,
                    9,
                    8,
                    List.of(
                            new Tier("Early bird", 12_000, 40),
                            new Tier("Regular", 18_000, 160),
                            new Tier("Student", 4_500, 30)),
                    "One day, one track, nine talks about systems that let their owners sleep. Lunch and a quiet room included."),
            new Event(
                    "Flamenco under Orange Trees",
                    "Dance",
                    GARDEN,
                    9,
                    21,
                    2,
                    List.of(new Tier("Garden chair", 2_400, 140), new Tier("First row", 4_200, 20)),
                    "Two dancers, two guitars, one voice, in the courtyard where the company has rehearsed since 1961."),
            new Event(
                    "Listening Room: Kind of Blue, on Tape",
                    "Concert",
                    KISSA,
                    7,
                    20,
                    2,
                    List.of(new Tier("Seat with one drink", 3_500, 24)),
                    "Twenty-four seats, two enormous loudspeakers and a master tape. No talking while the tape runs."),
            new Event(
                    "The Comedy Cellar's Longest Night",
                    "Comedy",
                    FOUNDRY,
                    14,
                    20,
                    4,
                    List.of(new Tier("General admission", 2_800, 250), new Tier("Table for the brave", 5_500, 16)),
                    "Ten comedians, twelve minutes each. Sit at the front at your own risk."),
            new Event(
                    "Reading Aloud: Letters from the Sea",
                    "Literature",
                    LIBRARY,
                    25,
                    18,
                    2,
                    List.of(new Tier("Seat", 9_500, 90), new Tier("Seat and signed book", 24_500, 30)),
                    "Four actors read letters that sailors never sent. The letters are real; the names have been changed."),
            new Event(
                    "City Derby: Harbour United v Old Town",
                    "Sport",
                    HARBOUR,
                    28,
                    15,
                    2,
                    List.of(
                            new Tier("North stand", 1_800, 8_000),
                            new Tier("Main stand", 3_600, 5_000),
                            new Tier("Family block", 1_200, 2_000)),
                    "The oldest match in town, played every year since 1908 and never once without an argument."),
            new Event(
                    WITH_WAITING_ROOM,
                    "Concert",
                    HARBOUR,
                    40,
                    20,
                    3,
                    List.of(new Tier("Standing", 4_500, 200), new Tier("Balcony", 6_500, 60)),
                    "One night, nineteen years later. Tickets go to whoever is admitted from the waiting room, which opens five minutes "
                            + "after this demo was started for the first time: enter before, and your place is drawn."),
            new Event(
                    "Ceramics for Absolute Beginners",
                    "Workshop",
                    GARDEN,
                    18,
                    10,
                    5,
                    List.of(new Tier("Place at the wheel", 5_500, 12)),
                    "Five hours, two kilograms of clay and a teacher with endless patience. Your bowl is fired and posted to you."));
}
