package io.holdfast.simulation.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Plants each mutant of {@value Mutant#LIST} and runs the tests that should find it. The mutated file is compiled into a directory of its
 * own, whose classes come first: the tree, and what is built of it, stay as they are. {@code ./holdfast mutants} calls this.
 */
final class Mutants {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Path root;
    private final Path work;

    private Mutants(Path root, Path work) {
        this.root = root;
        this.work = work;
    }

    private enum Outcome {
        CAUGHT,
        SURVIVED,
        BROKEN
    }

    /** @param detail for people */
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
        if (chosen.size() < Math.max(1, only.size())) {
            System.err.println("There is no such mutant in " + Mutant.LIST);
            System.exit(2);
        }
        Mutants mutants = new Mutants(root, Path.of(arguments[1]));
        boolean found = mutants.testsPass(chosen) && mutants.runAll(chosen);
        System.out.printf("It took %d s.%n", since(began).toSeconds());
        // Tests that did not end do not keep this alive.
        System.exit(found ? 0 : 1);
    }

    /** Tests that fail by themselves would catch everything. */
    private boolean testsPass(List<Mutant> chosen) throws InterruptedException {
        boolean pass = true;
        for (String tests : chosen.stream().map(Mutant::caughtBy).distinct().toList()) {
            long began = System.nanoTime();
            String failure = firstFailure(work, tests);
            if (failure != null) {
                System.out.printf("%s fails without any mutant: %s%n", tests, failure);
                pass = false;
            } else {
                System.out.printf(
                        "passes    %-52s %5.1f s%n",
                        simpleName(tests), since(began).toMillis() / 1000.0);
            }
        }
        return pass;
    }

    private boolean runAll(List<Mutant> chosen) throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        for (Mutant mutant : chosen) {
            Result result = run(mutant);
            results.add(result);
            System.out.printf(
                    "%-9s %-44s %-20s %5.1f s  %s%n",
                    result.outcome().name().toLowerCase(Locale.ROOT),
                    mutant.name(),
                    simpleName(mutant.caughtBy()),
                    result.took().toMillis() / 1000.0,
                    result.detail());
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

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private Result run(Mutant mutant) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Path classes = work.resolve(mutant.name()).resolve("classes");
        String errors = mutant.compile(root, classes);
        if (!errors.isEmpty()) {
            return new Result(mutant, Outcome.BROKEN, since(began), "does not compile: " + errors);
        }
        String failure = firstFailure(classes, mutant.caughtBy());
        return failure == null
                ? new Result(mutant, Outcome.SURVIVED, since(began), "")
                : new Result(mutant, Outcome.CAUGHT, since(began), failure);
    }

    /** The test that failed first; null if all passed. Tests that do not end have noticed something, too. */
    private static String firstFailure(Path mutated, String tests) throws InterruptedException {
        FutureTask<String> task = new FutureTask<>((Callable<String>) () -> firstFailureNow(mutated, tests));
        Thread thread = Thread.ofPlatform().daemon().name("tests").start(task);
        try {
            return task.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            return "the tests did not end";
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot run " + tests, e.getCause());
        }
    }

    private static String firstFailureNow(Path mutated, String tests) throws ClassNotFoundException {
        MutantLoader loader = new MutantLoader(mutated);
        Thread.currentThread().setContextClassLoader(loader);
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(loader.loadClass(tests)))
                                .build(),
                        listener);
        TestExecutionSummary summary = listener.getSummary();
        if (summary.getTotalFailureCount() > 0) {
            return summary.getFailures().getFirst().getTestIdentifier().getDisplayName();
        }
        if (summary.getTestsSucceededCount() == 0) {
            throw new IllegalStateException("There are no tests in " + tests);
        }
        return null;
    }
}
