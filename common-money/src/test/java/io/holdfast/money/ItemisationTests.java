package io.holdfast.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.money.Itemisation.Taken;
import io.holdfast.money.Itemisation.Tickets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ItemisationTests {

    @ParameterizedTest
    @CsvSource({
        // price, rate, included, fixed fee, rate of the fee, by the buyer, currency: total, fee, tax, the seller's fee
        "2500, 1900, true, 0, 0, true, EUR, 2500, 0, 399, 0",
        "2500, 1900, false, 0, 0, true, EUR, 2975, 0, 475, 0",
        "2500, 700, true, 100, 250, true, EUR, 2663, 163, 175, 0",
        "2500, 700, true, 100, 250, false, EUR, 2500, 0, 164, 163",
        "999, 1900, false, 0, 0, true, EUR, 1189, 0, 190, 0",
        "5000, 1000, false, 100, 333, true, JPY, 5783, 283, 526, 0",
        "10000, 1500, false, 50, 250, true, KWD, 11840, 340, 1544, 0",
        "10010, 1500, false, 0, 0, true, KWD, 11510, 0, 1500, 0",
        "0, 1900, true, 100, 500, true, EUR, 0, 0, 0, 0",
    })
    void aTicketCostsWhatIsRoundedOnce(
            long price,
            int rate,
            boolean included,
            long fixed,
            int feeRate,
            boolean byBuyer,
            String currency,
            long total,
            long fee,
            long tax,
            long sellersFee) {
        assertThat(TicketPrice.of(price, new Tax(rate, included), new Fee(fixed, feeRate, byBuyer), currency))
                .isEqualTo(new TicketPrice(total, fee, tax, rate, sellersFee));
    }

    @Test
    void withoutTaxAndFeeItCostsItsPrice() {
        assertThat(TicketPrice.of(2500, null, null, "EUR")).isEqualTo(TicketPrice.of(2500));
        assertThat(TicketPrice.of(2500).isPlain()).isTrue();
    }

    @Test
    void ratesAreListedOnceTheLowestFirst() {
        Itemisation all = Itemisation.of(List.of(
                new Tickets(2, TicketPrice.of(1190, new Tax(1900, true), null, "EUR")),
                new Tickets(1, TicketPrice.of(500)),
                new Tickets(1, TicketPrice.of(1070, new Tax(700, true), new Fee(0, 1000, true), "EUR")),
                new Tickets(1, TicketPrice.of(119, new Tax(1900, true), null, "EUR"))));
        assertThat(all.total()).isEqualTo(4176);
        assertThat(all.fees()).isEqualTo(107);
        assertThat(all.shares())
                .containsExactly(
                        new TaxShare(700, 1177, 77), new TaxShare(1900, 2499, 399), new TaxShare(null, 500, 0));
        assertThat(all.net() + all.tax()).isEqualTo(all.total());
    }

    @Test
    void aTicketGivenBackTakesItsOwnTax() {
        TicketPrice floor = TicketPrice.of(999, new Tax(1900, true), null, "EUR");
        TicketPrice book = TicketPrice.of(555, new Tax(700, true), null, "EUR");
        Itemisation all = Itemisation.of(List.of(new Tickets(3, floor), new Tickets(2, book)));

        Taken first = all.take(999, List.of(new Tickets(1, floor)));
        assertThat(first.shares()).containsExactly(new TaxShare(1900, 999, floor.tax()));
        Taken goodwill = first.left().take(1000, List.of());
        assertThat(goodwill.shares()).containsExactly(new TaxShare(700, 357, 23), new TaxShare(1900, 643, 103));
        Taken rest = goodwill.left().take(goodwill.left().total(), List.of());
        assertThat(rest.left().total()).isZero();
        assertThat(rest.left().tax()).isZero();
    }

    @Test
    void noMoreIsTakenThanThereIs() {
        Itemisation all = Itemisation.of(List.of(new Tickets(1, TicketPrice.of(500))));
        assertThatThrownBy(() -> all.take(501, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> all.take(-1, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    /** Orders with any taxes and fees, given back piece by piece: no minor unit is lost, invented or negative. */
    @ParameterizedTest
    @ValueSource(strings = {"EUR", "JPY", "KWD"})
    void whatIsTakenAddsUpToWhatThereWas(String currency) {
        long step = Currency.of(currency).step();
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            List<TicketPrice> prices = new ArrayList<>();
            List<Tickets> tickets = new ArrayList<>();
            Fee fee = random.nextBoolean()
                    ? null
                    : new Fee(random.nextInt(500) * step, random.nextInt(2_000), random.nextBoolean());
            for (int line = 0; line <= random.nextInt(4); line++) {
                TicketPrice price = TicketPrice.of(random.nextInt(20_000) * step, tax(random), fee, currency);
                int quantity = 1 + random.nextInt(5);
                assertThat(price.total() % step).as("can be charged").isZero();
                tickets.add(new Tickets(quantity, price));
                for (int i = 0; i < quantity; i++) {
                    prices.add(price);
                }
            }
            Itemisation all = Itemisation.of(tickets);
            assertThat(all.total())
                    .isEqualTo(prices.stream().mapToLong(TicketPrice::total).sum());
            assertThat(all.tax())
                    .isEqualTo(prices.stream().mapToLong(TicketPrice::tax).sum());
            assertThat(all.fees())
                    .isEqualTo(prices.stream().mapToLong(TicketPrice::fee).sum());
            takeAll(all, prices, random, "seed " + seed);
        }
    }

    private static void takeAll(Itemisation all, List<TicketPrice> prices, Random random, String seed) {
        Itemisation left = all;
        List<TaxShare> taken = new ArrayList<>();
        while (left.total() > 0) {
            boolean ticket = !prices.isEmpty() && random.nextBoolean();
            TicketPrice price = ticket ? prices.removeLast() : null;
            long amount = price != null
                    ? Math.min(price.total(), left.total())
                    : random.nextInt(5) == 0 ? left.total() : random.nextLong(left.total() + 1);
            Taken part = left.take(amount, price == null ? List.of() : List.of(new Tickets(1, price)));
            assertThat(part.amount()).as(seed).isEqualTo(amount);
            assertThat(part.left().total()).as(seed).isEqualTo(left.total() - amount);
            for (TaxShare share : part.shares()) {
                assertThat(share.tax()).as(seed).isBetween(0L, share.gross());
            }
            for (TaxShare share : part.left().shares()) {
                assertThat(share.tax()).as(seed).isBetween(0L, share.gross());
            }
            taken.addAll(part.shares());
            left = part.left();
        }
        assertThat(left.tax()).as(seed).isZero();
        for (TaxShare share : all.shares()) {
            assertThat(sum(taken, share.rate())).as(seed).isEqualTo(share);
        }
    }

    private static TaxShare sum(List<TaxShare> shares, @Nullable Integer rate) {
        long gross = 0;
        long tax = 0;
        for (TaxShare share : shares) {
            if (Objects.equals(share.rate(), rate)) {
                gross += share.gross();
                tax += share.tax();
            }
        }
        return new TaxShare(rate, gross, tax);
    }

    private static @Nullable Tax tax(Random random) {
        int[] rates = {0, 550, 700, 770, 1900, 2000, 2550, 10_000};
        return random.nextInt(4) == 0 ? null : new Tax(rates[random.nextInt(rates.length)], random.nextBoolean());
    }
}
