package io.holdfast.simulation.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs classes of tests in this JVM: status 0 if all passed, 1 if one failed, 2 if there was none. */
final class RunTests {

    private static final int MOST_LINES = 5;

    private RunTests() {}

    public static void main(String[] classes) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(Stream.of(classes)
                                        .map(name -> selectClass(name))
                                        .toList())
                                .build(),
                        listener);
        listener.getSummary().printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8), MOST_LINES);
        if (listener.getSummary().getTotalFailureCount() > 0) {
            System.exit(1);
        }
        System.exit(listener.getSummary().getTestsSucceededCount() == 0 ? 2 : 0);
    }
}
