package io.holdfast.check;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.bson.BSONException;
import org.bson.Document;
import org.bson.json.JsonParseException;
import org.jspecify.annotations.Nullable;

/** {@code ./holdfast draw}. */
public final class DrawCommand {

    private static final int WRONG = 1;
    private static final int NOT_VERIFIED = 2;
    private static final String ALGORITHM = "holdfast-draw-1";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final String HELP = """
            ./holdfast draw verify DRAW [options]   recomputes the places that were drawn for a waiting room

            DRAW is the address of a draw, https://…/api/orders/events/EVENT/waiting-room/draw, or a file with what was there.

              --commitment HEX     the fingerprint of the seed as it was shown before the draw: without it, only that which
                                   is published with the draw is compared
              --entry ID           an entry, whose place is printed
              --help               this

            docs/waiting-room.md describes what is computed. Ends with 0 when all is right, 1 when something is wrong, 2 when the
            draw could not be read.
            """;

    private DrawCommand() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    static int run(List<String> arguments) {
        if (arguments.isEmpty() || arguments.contains("--help") || arguments.contains("-h")) {
            IO.print(HELP);
            return arguments.isEmpty() ? NOT_VERIFIED : 0;
        }
        try {
            Map<String, String> options = options(arguments);
            String read = read(option(options, ""));
            List<String> wrong = verify(read, options.get("--commitment"), options.get("--entry"));
            wrong.forEach(line -> IO.println("WRONG  " + line));
            return wrong.isEmpty() ? 0 : WRONG;
        } catch (CommandFailed e) {
            System.err.println(e.getMessage());
            return NOT_VERIFIED;
        }
    }

    /** The draw under the empty name, and the options under theirs. */
    private static Map<String, String> options(List<String> arguments) {
        if (!arguments.getFirst().equals("verify")) {
            throw new CommandFailed(
                    "There is no ./holdfast draw " + arguments.getFirst() + ". Try ./holdfast draw --help.");
        }
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("--")) {
                options.put("", argument);
            } else if (List.of("--commitment", "--entry").contains(argument) && i + 1 < arguments.size()) {
                options.put(argument, arguments.get(++i));
            } else {
                throw new CommandFailed("There is no option " + argument + ", or nothing after it.");
            }
        }
        return options;
    }

    private static String option(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) {
            throw new CommandFailed("Which draw? ./holdfast draw verify ADDRESS, or a file.");
        }
        return value;
    }

    private static String read(String draw) {
        try {
            if (!draw.matches("https?://.*")) {
                return Files.readString(Path.of(draw));
            }
            try (HttpClient http = HttpClient.newHttpClient()) {
                HttpResponse<String> response = http.send(
                        HttpRequest.newBuilder(URI.create(draw))
                                .timeout(TIMEOUT)
                                .build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
                if (response.statusCode() != 200) {
                    throw new CommandFailed(draw + " answered " + response.statusCode() + ": " + response.body());
                }
                return response.body();
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailed("Cannot read " + draw + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("Interrupted", e);
        }
    }

    /**
     * What is wrong with a draw; prints what is right.
     *
     * @param draw as the API has it
     */
    static List<String> verify(String draw, @Nullable String commitment, @Nullable String entry) {
        try {
            return verify(Document.parse(draw), commitment, entry);
        } catch (JsonParseException
                | BSONException
                | ClassCastException
                | NullPointerException
                | IllegalArgumentException e) {
            throw new CommandFailed("This is no draw: " + e.getMessage(), e);
        }
    }

    private static List<String> verify(Document draw, @Nullable String commitment, @Nullable String entry) {
        if (!ALGORITHM.equals(draw.getString("algorithm"))) {
            throw new CommandFailed("This is no draw of " + ALGORITHM + ".");
        }
        List<String> entries = draw.getList("entries", String.class);
        String seed = draw.getString("seed");
        String computed = DrawnPlaces.commitment(seed);
        if (!computed.equals(draw.getString("commitment")) || (commitment != null && !computed.equals(commitment))) {
            return List.of("the seed is not the one that was promised: its SHA-256 is " + computed);
        }
        if (new HashSet<>(entries).size() != entries.size()) {
            return List.of("an entry is listed twice");
        }
        String root = DrawnPlaces.root(entries);
        if (!root.equals(draw.getString("root"))) {
            return List.of("the root does not belong to these entries: theirs is " + root);
        }
        Map<String, Integer> places = DrawnPlaces.of(seed, root, entries);
        IO.println(
                "The seed is the one that was promised, and the root that of the %d entries.".formatted(places.size()));
        if (entry != null) {
            Integer place = places.get(entry);
            if (place == null) {
                return List.of("entry " + entry + " was not drawn");
            }
            IO.println("Entry %s has place %d.".formatted(entry, place));
        }
        return List.of();
    }
}
