package io.holdfast.telemetry;

/**
 * Reads something that is too dear to be read whenever somebody asks for metrics: it is looked at now and then instead, and what
 * was seen last is shown. Declare it as a bean.
 */
@FunctionalInterface
public interface MeterProbe {

    /** Looks, and says what it saw. What it throws is no news: the readings are then unknown until the next look. */
    void look(Readings readings) throws Exception;
}
