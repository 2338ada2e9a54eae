package io.holdfast.money;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the tickets of an order cost together, and what of that is taxed at which rate. The shares always add up to the total, and what is
 * taken from it piece by piece ({@link #take}) adds up to what was taken, to the minor unit.
 *
 * @param total minor units
 * @param fees what of the total are the buyer's fees
 * @param sellersFees what the seller bears, which is no part of the total
 * @param shares one for each rate, the lowest first; what no tax is stated of comes last
 */
public record Itemisation(long total, long fees, long sellersFees, List<TaxShare> shares) {

    private static final Comparator<TaxShare> BY_RATE =
            Comparator.comparing(TaxShare::rate, Comparator.nullsLast(Comparator.naturalOrder()));

    public Itemisation {
        shares = List.copyOf(shares);
        if (shares.stream().mapToLong(TaxShare::gross).sum() != total) {
            throw new IllegalArgumentException("%s do not add up to %d".formatted(shares, total));
        }
    }

    /** Several tickets of one price. */
    public record Tickets(int quantity, TicketPrice price) {}

    /** @throws ArithmeticException when a sum is too large for a number of 64 bits */
    public static Itemisation of(List<Tickets> tickets) {
        long total = 0;
        long fees = 0;
        long sellersFees = 0;
        List<TaxShare> shares = new ArrayList<>();
        for (Tickets each : tickets) {
            TicketPrice price = each.price();
            total = Math.addExact(total, Math.multiplyExact(price.total(), each.quantity()));
            fees = Math.addExact(fees, Math.multiplyExact(price.fee(), each.quantity()));
            sellersFees = Math.addExact(sellersFees, Math.multiplyExact(price.sellersFee(), each.quantity()));
            shares.add(new TaxShare(
                    price.taxRate(),
                    Math.multiplyExact(price.total(), each.quantity()),
                    Math.multiplyExact(price.tax(), each.quantity())));
        }
        return new Itemisation(total, fees, sellersFees, summed(shares.stream()));
    }

    /** All tax, in minor units. */
    public long tax() {
        return shares.stream().mapToLong(TaxShare::tax).sum();
    }

    /** The total without tax. */
    public long net() {
        return total - tax();
    }

    /** What was taken, and what is left. The two add up to what there was, rate by rate. */
    public record Taken(List<TaxShare> shares, Itemisation left) {

        public long amount() {
            return shares.stream().mapToLong(TaxShare::gross).sum();
        }
    }

    /**
     * Takes an amount: first of the rates of certain tickets, as much as they cost, then of all that is left in proportion, where the
     * largest remainders are rounded up. Tickets whose part is there take exactly their own tax; otherwise the tax is in proportion, half
     * up. To take everything is to take all tax that is left.
     *
     * @param amount minor units, at most the total
     * @param tickets those that are given back for it; empty if it is for none in particular
     */
    public Taken take(long amount, List<Tickets> tickets) {
        if (amount < 0 || amount > total) {
            throw new IllegalArgumentException("%d of %d".formatted(amount, total));
        }
        Map<Rate, TaxShare> left = new LinkedHashMap<>();
        shares.forEach(share -> left.put(new Rate(share.rate()), share));
        List<TaxShare> taken = new ArrayList<>();
        long open = amount;
        for (TaxShare wanted : of(tickets).shares()) {
            TaxShare there = left.get(new Rate(wanted.rate()));
            if (there != null) {
                long gross = Math.min(open, Math.min(wanted.gross(), there.gross()));
                TaxShare part = gross == wanted.gross() && wanted.tax() <= there.tax() && gross < there.gross()
                        ? wanted
                        : part(there, gross);
                taken.add(part);
                left.put(new Rate(wanted.rate()), minus(there, part));
                open -= gross;
            }
        }
        for (TaxShare part : inProportion(open, List.copyOf(left.values()))) {
            taken.add(part);
            left.computeIfPresent(new Rate(part.rate()), (_, there) -> minus(there, part));
        }
        List<TaxShare> sums = summed(taken.stream()).stream()
                .filter(share -> share.gross() > 0)
                .toList();
        return new Taken(sums, new Itemisation(total - amount, 0, 0, summed(left.values().stream())));
    }

    private static List<TaxShare> inProportion(long amount, List<TaxShare> all) {
        long whole = all.stream().mapToLong(TaxShare::gross).sum();
        if (amount == 0) {
            return List.of();
        }
        long[] grosses = new long[all.size()];
        List<Integer> byRemainder = new ArrayList<>();
        List<BigInteger> remainders = new ArrayList<>();
        long open = amount;
        for (int i = 0; i < grosses.length; i++) {
            BigInteger[] quotient = Rates.quotient(amount, all.get(i).gross(), whole);
            grosses[i] = quotient[0].longValueExact();
            remainders.add(quotient[1]);
            byRemainder.add(i);
            open -= grosses[i];
        }
        byRemainder.sort(Comparator.comparing(remainders::get).reversed());
        for (int i = 0; i < open; i++) {
            grosses[byRemainder.get(i)]++;
        }
        List<TaxShare> parts = new ArrayList<>();
        for (int i = 0; i < grosses.length; i++) {
            parts.add(part(all.get(i), grosses[i]));
        }
        return parts;
    }

    private static TaxShare part(TaxShare there, long gross) {
        long tax = there.gross() == 0 ? 0 : Rates.share(there.tax(), gross, there.gross());
        return new TaxShare(there.rate(), gross, tax);
    }

    private static TaxShare minus(TaxShare there, TaxShare part) {
        return new TaxShare(there.rate(), there.gross() - part.gross(), there.tax() - part.tax());
    }

    /** A rate as a key, which there may be none of. */
    private record Rate(@Nullable Integer basisPoints) {}

    private static List<TaxShare> summed(Stream<TaxShare> shares) {
        Map<Rate, TaxShare> sums = new LinkedHashMap<>();
        shares.forEach(share -> sums.merge(
                new Rate(share.rate()),
                share,
                (one, other) -> new TaxShare(
                        one.rate(), Math.addExact(one.gross(), other.gross()), Math.addExact(one.tax(), other.tax()))));
        return sums.values().stream().sorted(BY_RATE).toList();
    }
}
