package io.holdfast.platform;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Leaves {@link RunningHoldfast#shared()} before tests of another package, which have no use for it: while nothing happens, it takes up to a
 * tenth of a core, and half a gigabyte. Those of this package run first. Found by JUnit, in {@code META-INF/services}.
 */
public final class EndOfShared implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        if (!context.getRequiredTestClass().getPackageName().equals(EndOfShared.class.getPackageName())) {
            RunningHoldfast.leaveShared();
        }
    }
}
