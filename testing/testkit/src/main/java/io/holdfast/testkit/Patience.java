package io.holdfast.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What an integration test awaits may take two minutes where it does not say otherwise: patience costs nothing while all is well,
 * and Awaitility's ten seconds are not enough for services that start cold on two busy cores. Registered like {@link NeedsServers}.
 */
public final class Patience implements BeforeAllCallback {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(PATIENCE);
    }
}
