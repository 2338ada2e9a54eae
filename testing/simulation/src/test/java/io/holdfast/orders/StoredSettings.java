package io.holdfast.orders;

import java.time.Duration;

/** The settings of orders-service, as it has them if nothing else is set. */
public final class StoredSettings {

    public static final OrdersProperties USUAL = new OrdersProperties(
            Duration.ofMinutes(10),
            Duration.ofMinutes(5),
            4096,
            512,
            Duration.ofSeconds(2),
            Duration.ofSeconds(20),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            500,
            Duration.ofMinutes(2),
            Duration.ofMinutes(15),
            Duration.ofDays(30));

    private StoredSettings() {}
}
