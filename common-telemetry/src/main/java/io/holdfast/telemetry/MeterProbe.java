package io.holdfast.telemetry;

/**
 * Measures something that costs too much to be measured for every request for metrics: it is measured from time to time instead, and
 * the last readings are reported. Declare it as a bean.
 */
@FunctionalInterface
public interface MeterProbe {

    /** @throws Exception to make all readings of this probe unknown until it measures again */
    void measure(Readings readings) throws Exception;
}
