package io.holdfast.simulation.world;

import io.holdfast.simulation.wiring.Endpoints;

/** A notification of the provider about an intent or a charge, which is on its way for a while, and is repeated until it is answered. */
final class Notification extends Client {

    private static final int LATEST_MILLIS = 12_000;

    private final String reference;

    Notification(World world, String reference) {
        super(world, "provider");
        this.reference = reference;
    }

    @Override
    void act() throws InterruptedException {
        pause(machine().chance(0.5) ? 100 : LATEST_MILLIS);
        insist(
                Service.PAYMENTS,
                "POST",
                NotificationController.PATH,
                null,
                Endpoints.json().put("reference", reference));
    }
}
