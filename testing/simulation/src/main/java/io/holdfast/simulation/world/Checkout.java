package io.holdfast.simulation.world;

import io.holdfast.simulation.machine.Machine;
import io.holdfast.simulation.wiring.Endpoints;
import io.holdfast.simulation.wiring.Endpoints.Answer;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A buyer pays in the page: confirms with a card in time, late or never; a bank may ask, for which the hold is prolonged once; the provider
 * tells of it late, twice or never; and the page asks, or is closed.
 */
final class Checkout {

    private static final List<String> CARDS = List.of(
            "tok_visa",
            "tok_visa",
            "tok_visa",
            "tok_captureFails",
            "tok_refundFails",
            "tok_refundPends",
            "tok_disputed");

    /** How an order ends that was not paid, or whose capture was refused. */
    private static final Set<String> UNPAID = Set.of("EXPIRED", "CANCELLED");

    private static final int LOOKS = 3;

    private final Client buyer;
    private final World world;
    private final Machine machine;
    private final String order;

    Checkout(Client buyer, String order) {
        this.buyer = buyer;
        this.world = buyer.world();
        this.machine = buyer.machine();
        this.order = order;
    }

    /** Whether the order is paid, as the buyer was told. */
    boolean pay() throws InterruptedException {
        String key = machine.chance(0.5) ? "open-" + order : null;
        Answer opened = buyer.insist(
                Service.PAYMENTS,
                "POST",
                "/api/payments/intents",
                key,
                Endpoints.json().put("orderId", order));
        if (opened == null || !opened.isSuccess()) {
            world.history().count("open " + (opened == null ? "unanswered" : opened.code()));
            return false;
        }
        String reference = opened.body().path("clientSecret").asString("");
        if (reference.isEmpty()) {
            return isPaid(opened);
        }
        world.intents().told(reference);
        world.history().count("opened in the page");
        if (machine.chance(0.2)) {
            new OtherTab().start(() -> {});
        }
        if (machine.chance(0.15)) {
            return machine.chance(0.5) && isPaid(look(opened));
        }
        // The hold may end before.
        buyer.pause(machine.chance(0.3) ? 10_000 : 2_000);
        confirm(reference, opened);
        for (int look = 0; look < LOOKS && machine.chance(0.7); look++) {
            if (isPaid(look(opened))) {
                return true;
            }
            buyer.pause(2_000);
        }
        return false;
    }

    private void confirm(String reference, Answer opened) throws InterruptedException {
        Intents intents = world.intents();
        String card = machine.oneOf(CARDS);
        if (machine.chance(0.5) && intents.confirm(reference, card, true)) {
            world.history().count("the bank asks");
            tell(reference);
            if (machine.chance(0.7)) {
                look(opened);
            }
            buyer.pause(machine.oneOf(List.of(1_000, 6_000, 14_000)));
            if (machine.chance(0.2)) {
                intents.refuse(reference);
                tell(reference);
                return;
            }
            if (machine.chance(0.1)) {
                return;
            }
        }
        if (intents.confirm(reference, card, false)) {
            world.history().count("confirmed in the page");
        }
        tell(reference);
    }

    /** Once, twice or never. */
    private void tell(String reference) {
        for (int told = machine.oneOf(List.of(0, 1, 1, 2)); told > 0; told--) {
            new Notification(world, reference).start(() -> {});
        }
    }

    private @Nullable Answer look(Answer opened) throws InterruptedException {
        String id = opened.body().path("id").asString();
        return buyer.insist(Service.PAYMENTS, "POST", "/api/payments/" + id + "/look", null, null);
    }

    private boolean isPaid(@Nullable Answer answer) {
        if (answer == null || !answer.isSuccess()) {
            return false;
        }
        String status = answer.body().path("status").asString();
        world.history().count("in the page " + status);
        if (!Objects.equals(status, "CAPTURED") || (world.history().isCapturedByHand(order) && isOver())) {
            return false;
        }
        world.history().paid(order);
        return true;
    }

    /** Whether the order ended without being paid. One whose attempt was only to be given up may be paid by it all the same. */
    private boolean isOver() {
        return world.database(Service.ORDERS).documents("orders", "orders").stream()
                .filter(found -> found.getString("_id").getValue().equals(order))
                .anyMatch(found -> UNPAID.contains(found.getString("status").getValue()));
    }

    /** The same buyer pays the same order with a card of theirs that is a token, which ends what is open in the page. */
    private final class OtherTab extends Client {

        private OtherTab() {
            super(Checkout.this.world, buyer.id());
        }

        @Override
        void act() throws InterruptedException {
            pause(machine().chance(0.5) ? 2_000 : 10_000);
            Answer answer = ask(
                    Service.PAYMENTS,
                    "POST",
                    "/api/payments",
                    null,
                    Endpoints.json().put("orderId", order).put("token", "tok_visa"));
            if (answer != null && answer.isSuccess()) {
                world().history().count("paid in another tab");
                if (answer.body().path("status").asString().equals("CAPTURED")) {
                    world().history().paid(order);
                }
            }
        }
    }
}
