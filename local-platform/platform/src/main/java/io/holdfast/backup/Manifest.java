package io.holdfast.backup;

import io.holdfast.check.CommandFailed;
import io.holdfast.check.SystemAddresses;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The list of the files of a back-up. It is written last: a directory without one has no finished back-up.
 *
 * @param at when the back-up was made, as text for a person
 * @param counts how many documents each file has, by its path
 */
record Manifest(String at, SortedMap<String, Long> counts) {

    /** Ends the names of files with documents. */
    static final String SUFFIX = ".bson.gz";

    /** The folder of messages; all other folders are named like services. */
    static final String STREAMS = "streams";

    private static final String FILE = "backup.properties";
    private static final String AT = "at";

    void write(Path directory) throws IOException {
        Properties properties = new Properties();
        properties.setProperty(AT, at);
        counts.forEach((file, count) -> properties.setProperty(file, count.toString()));
        StringWriter text = new StringWriter();
        properties.store(text, "A back-up of Holdfast: documents by file");
        Path temporary = directory.resolve(FILE + ".new");
        Files.writeString(temporary, text.toString());
        try (FileChannel written = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(temporary, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Reads the manifest of a directory and verifies every file it names.
     *
     * @throws CommandFailed when there is no manifest, or a file is missing, damaged or unknown
     */
    static Manifest read(Path directory) throws IOException {
        Manifest manifest = readUnchecked(directory);
        for (Map.Entry<String, Long> file : manifest.counts.entrySet()) {
            requireKnown(file.getKey());
            Path path = directory.resolve(file.getKey());
            requireFile(path);
            if (isOfStream(file.getKey()) && file.getValue() > 0) {
                requireFile(settingsOf(path));
            }
            try {
                long count = BsonFile.read(path, document -> {});
                if (count != file.getValue()) {
                    throw new CommandFailed("%s has %d documents, not %d".formatted(path, count, file.getValue()));
                }
            } catch (IOException e) {
                throw new CommandFailed("%s is damaged: %s".formatted(path, e.getMessage()), e);
            }
        }
        return manifest;
    }

    private static void requireKnown(String file) {
        String folder = file.substring(0, Math.max(0, file.indexOf('/')));
        if (!isOfStream(file) && !SystemAddresses.SERVICES.contains(folder)) {
            throw new CommandFailed("%s belongs to no service of Holdfast".formatted(file));
        }
    }

    private static void requireFile(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new CommandFailed("%s is missing".formatted(path));
        }
    }

    /** Whether a file has messages in it, not documents of a service. */
    static boolean isOfStream(String file) {
        return file.startsWith(STREAMS + "/");
    }

    /** The file with the settings of a stream, next to the one with its messages. */
    static Path settingsOf(Path messages) {
        String name = messages.getFileName().toString();
        return messages.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + ".json");
    }

    private static Manifest readUnchecked(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new CommandFailed("There is no finished back-up in %s (no %s)".formatted(directory, FILE));
        }
        Properties properties = new Properties();
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        SortedMap<String, Long> counts = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.endsWith(SUFFIX)) {
                try {
                    counts.put(name, Long.valueOf(properties.getProperty(name)));
                } catch (NumberFormatException e) {
                    throw new CommandFailed("%s has no count of %s".formatted(file, name), e);
                }
            }
        }
        return new Manifest(properties.getProperty(AT, "an unknown time"), counts);
    }

    @Override
    public String toString() {
        long messages = sum(STREAMS + "/");
        return "%d documents and %d messages".formatted(sum("") - messages, messages);
    }

    private long sum(String prefix) {
        return counts.entrySet().stream()
                .filter(count -> count.getKey().startsWith(prefix))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
