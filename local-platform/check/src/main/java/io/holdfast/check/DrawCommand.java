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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.bson.BSONException;
import org.bson.Document;
import org.bson.json.JsonParseException;
import org.jspecify.annotations.Nullable;

/** {@code ./holdfast draw}, which infra/scripts/help/draw.txt explains. */
public final class DrawCommand {

    private static final int WRONG = 1;
    private static final int NOT_VERIFIED = 2;
    private static final String ALGORITHM = "holdfast-draw-1";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final Set<String> OPTIONS = Set.of("--commitment", "--entry", "--receipt", "--proof");

    /**
     * What is to be verified beside the draw itself; null for what is not.
     *
     * @param receipt as the API has an entry
     * @param proof as the API has it
     * @param roomsKey which is to have signed the receipt; null if it is not known
     */
    record Asked(
            @Nullable String commitment,
            @Nullable String entry,
            @Nullable String receipt,
            @Nullable String proof,
            @Nullable String roomsKey) {

        static final Asked NOTHING = new Asked(null, null, null, null, null);

        private boolean needsDraw() {
            return commitment != null || entry != null || receipt != null || proof == null;
        }
    }

    private DrawCommand() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    static int run(List<String> arguments) {
        try {
            Map<String, String> options = options(arguments);
            Asked asked = new Asked(
                    options.get("--commitment"),
                    options.get("--entry"),
                    readIfNamed(options.get("--receipt")),
                    readIfNamed(options.get("--proof")),
                    options.containsKey("--receipt") ? roomsKey(options.get("")) : null);
            String source = options.get("");
            List<String> wrong = source == null ? verifyProof(asked) : verify(read(source), asked);
            wrong.forEach(line -> IO.println("WRONG  " + line));
            return wrong.isEmpty() ? 0 : WRONG;
        } catch (CommandFailed e) {
            System.err.println(e.getMessage());
            return NOT_VERIFIED;
        }
    }

    /** The draw under the empty name, and the options under theirs. */
    private static Map<String, String> options(List<String> arguments) {
        if (arguments.isEmpty() || !arguments.getFirst().equals("verify")) {
            throw new CommandFailed("It is ./holdfast draw verify.");
        }
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("--")) {
                options.put("", argument);
            } else if (OPTIONS.contains(argument) && i + 1 < arguments.size()) {
                options.put(argument, arguments.get(++i));
            } else {
                throw new CommandFailed("There is no option " + argument + ", or nothing after it.");
            }
        }
        return options;
    }

    /** As the room shows it; null if the draw is a file. */
    private static @Nullable String roomsKey(@Nullable String draw) {
        return draw == null || !draw.matches("https?://.*/draw")
                ? null
                : Document.parse(read(draw.substring(0, draw.lastIndexOf('/')))).getString("publicKey");
    }

    private static @Nullable String readIfNamed(@Nullable String source) {
        return source == null ? null : read(source);
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
    static List<String> verify(String draw, Asked asked) {
        return reading("draw", () -> verify(Document.parse(draw), asked));
    }

    /** What is wrong with a proof, without the list that it is about. */
    static List<String> verifyProof(Asked asked) {
        String shown = asked.proof();
        if (shown == null || asked.needsDraw()) {
            throw new CommandFailed("Which draw? ./holdfast draw verify ADDRESS, or a file. Only a proof needs none.");
        }
        return reading("proof", () -> {
            Document proof = Document.parse(shown);
            String root = proof.getString("root");
            int entries = proof.getInteger("entries");
            IO.println("What is to be compared with the page of the draw: root %s of %d entries."
                    .formatted(root, entries));
            return verifyProof(proof, root, entries);
        });
    }

    private static List<String> reading(String what, Supplier<List<String>> verification) {
        try {
            return verification.get();
        } catch (JsonParseException
                | BSONException
                | ClassCastException
                | NullPointerException
                | IndexOutOfBoundsException
                | IllegalArgumentException e) {
            throw new CommandFailed("This is no %s: %s".formatted(what, e.getMessage()), e);
        }
    }

    private static List<String> verify(Document draw, Asked asked) {
        if (!ALGORITHM.equals(draw.getString("algorithm"))) {
            throw new CommandFailed("This is no draw of " + ALGORITHM + ".");
        }
        List<String> entries = draw.getList("entries", String.class);
        String seed = draw.getString("seed");
        String computed = DrawnPlaces.commitment(seed);
        if (!computed.equals(draw.getString("commitment"))
                || (asked.commitment() != null && !computed.equals(asked.commitment()))) {
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
        if (asked.entry() != null) {
            Integer place = places.get(asked.entry());
            if (place == null) {
                return List.of("entry " + asked.entry() + " was not drawn");
            }
            IO.println("Entry %s has place %d.".formatted(asked.entry(), place));
        }
        List<String> wrong = new ArrayList<>();
        if (asked.receipt() != null) {
            EntryReceipt receipt = EntryReceipt.parse(asked.receipt());
            wrong.addAll(receipt.wrongWith(draw.getString("eventId"), computed, entries, asked.roomsKey()));
            if (wrong.isEmpty()) {
                IO.println("The receipt of entry %s is right: it is number %d. It was signed by the key %s%s."
                        .formatted(
                                receipt.entry(),
                                receipt.number(),
                                receipt.publicKey(),
                                asked.roomsKey() == null
                                        ? ", to be compared with publicKey of the room"
                                        : ", the room's"));
            }
        }
        if (asked.proof() != null) {
            String proof = asked.proof();
            wrong.addAll(reading("proof", () -> verifyProof(Document.parse(proof), root, entries.size())));
        }
        return wrong;
    }

    private static List<String> verifyProof(Document proof, String root, int entries) {
        String entry = proof.getString("entry");
        int number = proof.getInteger("number");
        String computed = DrawnPlaces.root(entry, number, entries, proof.getList("path", String.class));
        if (!computed.equals(root)) {
            return List.of("the proof that entry %s is number %d of %d does not lead to root %s, but to %s"
                    .formatted(entry, number, entries, root, computed));
        }
        IO.println("Entry %s was number %d of the %d that were drawn.".formatted(entry, number, entries));
        return List.of();
    }
}
