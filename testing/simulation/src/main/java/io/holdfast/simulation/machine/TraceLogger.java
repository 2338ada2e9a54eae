package io.holdfast.simulation.machine;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Writes what simulated classes log into the story of the run, if it is kept. */
final class TraceLogger extends LegacyAbstractLogger {

    TraceLogger(String name) {
        this.name = name;
    }

    private static boolean isKept() {
        Machine machine = Machine.find();
        return machine != null && machine.trace().isKept();
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable error) {
        Machine machine = Machine.current();
        String text = MessageFormatter.basicArrayFormat(pattern, arguments);
        machine.trace().say(machine, () -> level + " " + text + (error == null ? "" : ": " + error));
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public boolean isInfoEnabled() {
        return isKept();
    }

    @Override
    public boolean isWarnEnabled() {
        return isKept();
    }

    @Override
    public boolean isErrorEnabled() {
        return isKept();
    }
}
