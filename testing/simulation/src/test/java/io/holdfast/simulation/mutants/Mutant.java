package io.holdfast.simulation.mutants;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A mistake to be planted: a text of one source file, and what to write instead.
 *
 * @param what what it breaks
 * @param file from the root of the tree
 * @param caughtBy the class of tests that fail with it
 * @param seeds the simulation finds it among so many seeds; 0 where it need not
 * @param before the text, compared without regard to white space; it is in the file once
 */
record Mutant(String name, String what, String file, String caughtBy, int seeds, String before, String after) {

    static final String LIST = "testing/simulation/mutants/mutants.txt";

    private static final Pattern TOKEN = Pattern.compile("\\w+|\\S");

    /**
     * The mutants of the list, in its order.
     *
     * @param root of the tree
     */
    static List<Mutant> readAll(Path root) throws IOException {
        String list = Files.readString(root.resolve(LIST));
        return Stream.of(list.split("(?m)^## ")).skip(1).map(Mutant::parse).toList();
    }

    private static Mutant parse(String entry) {
        List<String> lines = entry.lines().toList();
        List<String> what = new ArrayList<>();
        String file = "";
        String caughtBy = "";
        int seeds = 0;
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith("file: ")) {
                file = line.substring("file: ".length());
            } else if (line.startsWith("caught by: ")) {
                caughtBy = line.substring("caught by: ".length());
            } else if (line.startsWith("seeds: ")) {
                seeds = Integer.parseInt(line.substring("seeds: ".length()));
            } else if (!line.isBlank() && !line.startsWith("-") && !line.startsWith("+")) {
                what.add(line.strip());
            }
        }
        return new Mutant(
                lines.getFirst().strip(),
                String.join(" ", what),
                file,
                caughtBy,
                seeds,
                marked(lines, "-"),
                marked(lines, "+"));
    }

    private static String marked(List<String> lines, String mark) {
        return lines.stream()
                .filter(line -> line.startsWith(mark))
                .map(line -> line.substring(1))
                .collect(Collectors.joining("\n"));
    }

    /**
     * The source file with the mistake in it.
     *
     * @throws IllegalStateException if the text is not in the file exactly once
     */
    String plant(Path root) throws IOException {
        String source = Files.readString(root.resolve(file));
        String pattern = TOKEN.matcher(before)
                .results()
                .map(token -> Pattern.quote(token.group()))
                .collect(Collectors.joining("\\s*"));
        Matcher matcher = Pattern.compile(pattern).matcher(source);
        if (before.isBlank() || !matcher.find()) {
            throw new IllegalStateException("Mutant " + name + ": its text is not in " + file + " any more");
        }
        int start = matcher.start();
        int end = matcher.end();
        if (matcher.find()) {
            throw new IllegalStateException("Mutant " + name + ": its text is in " + file + " more than once");
        }
        return source.substring(0, start) + after.strip() + source.substring(end);
    }

    /**
     * Compiles the source file with the mistake in it into {@code classes}, and nothing else.
     *
     * @return what the compiler says; empty if it is content
     */
    String compile(Path root, Path classes) throws IOException {
        Path source = Files.createDirectories(classes.resolveSibling("source"))
                .resolve(Path.of(file).getFileName());
        Files.writeString(source, plant(root));
        Files.createDirectories(classes);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        List<String> options = List.of(
                "-proc:none",
                "-nowarn",
                "-parameters",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"));
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(errors, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            return compiled ? "" : errors.toString();
        }
    }
}
