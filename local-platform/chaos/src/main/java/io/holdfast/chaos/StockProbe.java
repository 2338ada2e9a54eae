package io.holdfast.chaos;

import io.holdfast.chaos.Market.Kind;
import io.holdfast.chaos.Market.Sale;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** When nothing is pending, buys what is left: all of it must be sold, and nothing more. */
final class StockProbe {

    private final Client client;
    private final List<String> placed = new ArrayList<>();

    /** @param client has ordered nothing yet */
    StockProbe(Client client) {
        this.client = client;
    }

    /** Returns what is wrong. The orders it placed are cancelled again. */
    List<String> run(List<Sale> sales, List<Client> buyers) throws InterruptedException {
        List<String> findings = new ArrayList<>();
        for (Sale sale : sales) {
            if (sale.kind() == Kind.HALL || sale.kind() == Kind.SEATS) {
                int free = capacity(sale) - living(sale, buyers);
                int sold = buyAll(sale);
                if (sold < free) {
                    findings.add("refused: event %s had %d units left with nothing pending, and sold %d of them"
                            .formatted(sale.id(), free, sold));
                } else if (sold > free) {
                    findings.add("twice: event %s had %d units left and sold %d more".formatted(sale.id(), free, sold));
                }
                for (String order : placed) {
                    client.askUntilDecided(20, "cancel", order, "DELETE", "/api/orders/" + order, null, null);
                }
                placed.clear();
            }
        }
        return findings;
    }

    private int capacity(Sale sale) throws InterruptedException {
        return StockRules.capacity(
                client.askUntilDecided(100, "read-event", sale.id(), "GET", "/api/events/" + sale.id(), null, null)
                        .answer());
    }

    private static int living(Sale sale, List<Client> buyers) throws InterruptedException {
        int units = 0;
        for (Client buyer : buyers) {
            units += FinalState.orders(buyer).values().stream()
                    .filter(order -> order.path("eventId").asString("").equals(sale.id()))
                    .filter(order ->
                            FinalState.LIVING.contains(order.path("status").asString("")))
                    .mapToInt(FinalState::units)
                    .sum();
        }
        return units;
    }

    /** Orders as many at once as are left, from ten down to one. Returns how many it got. */
    private int buyAll(Sale sale) throws InterruptedException {
        int sold = 0;
        int attempt = 0;
        for (int quantity = 10; quantity > 0; ) {
            Exchange answer = client.askUntilDecided(
                    20,
                    "last-order",
                    sale.id(),
                    "POST",
                    "/api/orders",
                    "last-%s-%d".formatted(sale.id(), attempt++),
                    Map.of(
                            "eventId",
                            sale.id(),
                            "items",
                            List.of(Map.of("tierId", sale.tier(), "quantity", quantity))));
            if (answer.status() == 201) {
                placed.add(answer.answer().path("id").asString());
                sold += quantity;
            } else {
                quantity--;
            }
        }
        return sold;
    }
}
