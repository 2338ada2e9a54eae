package io.holdfast.simulation.mutants;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Plants each mutant of {@value Mutant#LIST} and runs the tests that should find it. The mutated file is compiled into a directory of its
 * own, which comes first on the class path: the tree, and what is built of it, stay as they are. {@code ./holdfast mutants} calls this.
 */
final class Mutants {

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int AT_ONCE = 2;

    private final Path root;
    private final String classPath;
    private final Path work;

    private Mutants(Path root, String classPath, Path work) {
        this.root = root;
        this.classPath = classPath;
        this.work = work;
    }

    private enum Outcome {
        CAUGHT,
        SURVIVED,
        BROKEN
    }

    /** @param detail for {@link Outcome#BROKEN}, why */
    private record Result(Mutant mutant, Outcome outcome, Duration took, String detail) {}

    /**
     * @param arguments the root of the tree, the directory to work in, and the names of some mutants if not all are wanted; the class
     *     path of this JVM is that of the tests
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Path root = Path.of(arguments[0]);
        List<String> only = List.of(arguments).subList(2, arguments.length);
        List<Mutant> chosen = Mutant.readAll(root).stream()
                .filter(mutant -> only.isEmpty() || only.contains(mutant.name()))
                .toList();
        if (chosen.isEmpty()) {
            System.err.println("There is no such mutant in " + Mutant.LIST);
            System.exit(2);
        }
        Mutants mutants = new Mutants(root, System.getProperty("java.class.path"), Path.of(arguments[1]));
        boolean found = mutants.testsPass(chosen) && mutants.runAll(chosen);
        System.out.printf(
                "It took %d s.%n", Duration.ofNanos(System.nanoTime() - began).toSeconds());
        System.exit(found ? 0 : 1);
    }

    /** Tests that fail by themselves would catch everything. */
    private boolean testsPass(List<Mutant> chosen) throws IOException, InterruptedException {
        String[] tests = chosen.stream().map(Mutant::caughtBy).distinct().toArray(String[]::new);
        Path log = Files.createDirectories(work).resolve("without.log");
        if (run(log, classPath, tests) == 0) {
            return true;
        }
        System.out.printf("The tests fail without any mutant; their output is in %s.%n", log);
        return false;
    }

    private boolean runAll(List<Mutant> chosen) throws InterruptedException {
        List<Result> results = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE)) {
            Map<Mutant, Future<Result>> running = new LinkedHashMap<>();
            chosen.forEach(mutant -> running.put(mutant, executor.submit((Callable<Result>) () -> run(mutant))));
            for (Map.Entry<Mutant, Future<Result>> entry : running.entrySet()) {
                Result result = result(entry.getKey(), entry.getValue());
                results.add(result);
                System.out.printf(
                        "%-9s %-44s %5.1f s  %s%s%n",
                        result.outcome().name().toLowerCase(Locale.ROOT),
                        result.mutant().name(),
                        result.took().toMillis() / 1000.0,
                        simpleName(result.mutant().caughtBy()),
                        result.detail());
            }
        }
        List<Result> wrong = results.stream()
                .filter(result -> result.outcome() != Outcome.CAUGHT)
                .toList();
        System.out.printf("%d of %d mutants were caught.%n", results.size() - wrong.size(), results.size());
        wrong.forEach(result -> System.out.printf(
                "  not caught: %s: %s%n",
                result.mutant().name(), result.mutant().what()));
        return wrong.isEmpty();
    }

    private static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    private static Result result(Mutant mutant, Future<Result> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            return new Result(mutant, Outcome.BROKEN, Duration.ZERO, ": " + e.getCause());
        }
    }

    private Result run(Mutant mutant) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Path directory = Files.createDirectories(work.resolve(mutant.name()));
        Path source = directory.resolve("source").resolve(Path.of(mutant.file()).getFileName());
        Files.createDirectories(source.getParent());
        Files.writeString(source, mutant.plant(root));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        String errors = compile(source, classes);
        if (!errors.isEmpty()) {
            return new Result(mutant, Outcome.BROKEN, since(began), ": does not compile: " + errors);
        }
        Path log = directory.resolve("log");
        int status = run(log, classes + File.pathSeparator + classPath, mutant.caughtBy());
        return switch (status) {
            case 0 -> new Result(mutant, Outcome.SURVIVED, since(began), "");
            case 1 -> new Result(mutant, Outcome.CAUGHT, since(began), "");
            default -> new Result(mutant, Outcome.BROKEN, since(began), ": status " + status + ", see " + log);
        };
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private String compile(Path source, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            errors,
                            files,
                            null,
                            List.of("-proc:none", "-nowarn", "-parameters", "-d", classes.toString(), "-cp", classPath),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            return compiled ? "" : errors.toString();
        }
    }

    /** Tests that do not end have noticed something, too. */
    private int run(Path log, String path, String... tests) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-XX:+EnableDynamicAgentLoading",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Djunit.jupiter.extensions.autodetection.enabled=true",
                                "-Dlogback.configurationFile=simulation-logback.xml",
                                "-cp",
                                path,
                                RunTests.class.getName()),
                        Stream.of(tests))
                .collect(Collectors.toList());
        Process process = new ProcessBuilder(command)
                .directory(root.resolve("testing/simulation").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            return 1;
        }
        return process.exitValue();
    }
}
