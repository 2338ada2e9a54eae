package io.holdfast.backup;

import io.holdfast.check.CannotLook;
import io.holdfast.check.Systems;
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
 * What a back-up consists of. It is written last: where it is missing, the back-up was not finished.
 *
 * @param at when it was made, as text for a person
 * @param counts of the documents in each file, by its path
 */
record Manifest(String at, SortedMap<String, Long> counts) {

    /** How the files of documents end. */
    static final String SUFFIX = ".bson.gz";

    /** The folder of what is not a service's. */
    static final String STREAMS = "streams";

    private static final String FILE = "backup.properties";
    private static final String AT = "at";

    void write(Path directory) throws IOException {
        var properties = new Properties();
        properties.setProperty(AT, at);
        counts.forEach((file, count) -> properties.setProperty(file, count.toString()));
        var text = new StringWriter();
        properties.store(text, "A back-up of Holdfast: documents by file");
        Path temporary = directory.resolve(FILE + ".new");
        Files.writeString(temporary, text.toString());
        try (FileChannel written = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(temporary, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * The one in this directory, after a look at every file it names.
     *
     * @throws CannotLook when there is none, or a file is missing, damaged or another
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
                    throw new CannotLook("%s has %d documents, not %d".formatted(path, count, file.getValue()));
                }
            } catch (IOException e) {
                throw new CannotLook("%s is damaged: %s".formatted(path, e.getMessage()), e);
            }
        }
        return manifest;
    }

    private static void requireKnown(String file) {
        String folder = file.substring(0, Math.max(0, file.indexOf('/')));
        if (!isOfStream(file) && !Systems.SERVICES.contains(folder)) {
            throw new CannotLook("%s is of nobody that Holdfast knows".formatted(file));
        }
    }

    private static void requireFile(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new CannotLook("%s is missing".formatted(path));
        }
    }

    /** Whether a file has messages in it. */
    static boolean isOfStream(String file) {
        return file.startsWith(STREAMS + "/");
    }

    /** Where the settings of a stream are, beside its messages. */
    static Path settingsOf(Path messages) {
        String name = messages.getFileName().toString();
        return messages.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + ".json");
    }

    private static Manifest readUnchecked(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new CannotLook("There is no finished back-up in %s (no %s)".formatted(directory, FILE));
        }
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        SortedMap<String, Long> counts = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.endsWith(SUFFIX)) {
                try {
                    counts.put(name, Long.valueOf(properties.getProperty(name)));
                } catch (NumberFormatException e) {
                    throw new CannotLook("%s has no count of %s".formatted(file, name), e);
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
