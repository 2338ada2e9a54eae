package io.holdfast.payments.stripe;

import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.BalanceTransaction;
import com.stripe.model.BalanceTransactionSource;
import com.stripe.model.Charge;
import com.stripe.model.Dispute;
import com.stripe.model.Payout;
import com.stripe.model.Refund;
import com.stripe.model.StripeCollection;
import com.stripe.param.BalanceTransactionListParams;
import io.holdfast.payments.provider.ProviderBooks;
import io.holdfast.payments.provider.ProviderTransaction;
import io.holdfast.payments.provider.ProviderTransaction.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stripe's balance transactions. Charges name their payment in the metadata that they have from their intent; refunds and disputes name
 * the intent.
 */
final class StripeBooks implements ProviderBooks {

    private static final long PART = 100;

    private final StripeClient stripe;

    StripeBooks(StripeClient stripe) {
        this.stripe = stripe;
    }

    @Override
    public Page booked(Instant from, Instant to, @Nullable String after) {
        BalanceTransactionListParams.Created created = BalanceTransactionListParams.Created.builder()
                .setGte(from.getEpochSecond())
                .setLt(to.getEpochSecond())
                .build();
        try {
            return page(BalanceTransactionListParams.builder().setCreated(created), after);
        } catch (StripeException e) {
            throw new BooksUnreadable(String.valueOf(e.getMessage()), e);
        }
    }

    /** Stripe tells it of payouts that it makes by itself, and refuses to of others. */
    @Override
    public Page paidOutWith(String payout, @Nullable String after) {
        try {
            return page(BalanceTransactionListParams.builder().setPayout(payout), after);
        } catch (InvalidRequestException e) {
            return new Page(List.of(), null);
        } catch (StripeException e) {
            throw new BooksUnreadable(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public @Nullable String paymentOf(String reference) {
        if (!reference.startsWith("pi_")) {
            return null;
        }
        try {
            Map<String, String> metadata =
                    stripe.v1().paymentIntents().retrieve(reference).getMetadata();
            return metadata == null ? null : metadata.get(StripeProvider.PAYMENT_ID);
        } catch (InvalidRequestException e) {
            return null;
        } catch (StripeException e) {
            throw new BooksUnreadable(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public Instant keptSince(Instant now) {
        return Instant.EPOCH;
    }

    private Page page(BalanceTransactionListParams.Builder which, @Nullable String after) throws StripeException {
        which.setLimit(PART).addExpand("data.source");
        if (after != null) {
            which.setStartingAfter(after);
        }
        StripeCollection<BalanceTransaction> found =
                stripe.v1().balanceTransactions().list(which.build());
        List<BalanceTransaction> data = found.getData();
        boolean more = Boolean.TRUE.equals(found.getHasMore()) && !data.isEmpty();
        return new Page(
                data.stream().map(StripeBooks::transaction).toList(),
                more ? data.getLast().getId() : null);
    }

    static ProviderTransaction transaction(BalanceTransaction booked) {
        Kind kind = kind(booked);
        BalanceTransactionSource source = booked.getSourceObject();
        String settledCurrency = currency(booked.getCurrency());
        long settled = StripeAmounts.minor(booked.getAmount(), booked.getCurrency());
        Charged charged = charged(booked, kind);
        return new ProviderTransaction(
                booked.getId(),
                kind,
                Instant.ofEpochSecond(booked.getCreated()),
                reference(booked, source),
                paymentId(source),
                charged == null ? settled : charged.amount(),
                charged == null ? settledCurrency : charged.currency(),
                settled,
                StripeAmounts.minor(booked.getFee() == null ? 0 : booked.getFee(), booked.getCurrency()),
                settledCurrency);
    }

    /** Stripe's types are many and grow in number; its reporting categories group them. */
    private static Kind kind(BalanceTransaction booked) {
        boolean comesBack = booked.getAmount() > 0;
        return switch (booked.getReportingCategory() == null ? booked.getType() : booked.getReportingCategory()) {
            case "charge", "payment" -> Kind.CHARGE;
            case "refund", "payment_refund" -> Kind.REFUND;
            case "refund_failure", "payment_failure_refund" -> Kind.REFUND_FAILURE;
            case "dispute" -> Kind.DISPUTE;
            case "dispute_reversal" -> Kind.DISPUTE_REVERSAL;
            case "adjustment" -> adjustment(booked, comesBack);
            case "payout" -> Kind.PAYOUT;
            case "payout_reversal", "payout_cancel", "payout_failure" -> Kind.PAYOUT_REVERSAL;
            default -> Kind.OTHER;
        };
    }

    private static Kind adjustment(BalanceTransaction booked, boolean comesBack) {
        if (!(booked.getSourceObject() instanceof Dispute)) {
            return Kind.OTHER;
        }
        return comesBack ? Kind.DISPUTE_REVERSAL : Kind.DISPUTE;
    }

    private static @Nullable String reference(BalanceTransaction booked, @Nullable BalanceTransactionSource source) {
        return switch (source) {
            case Charge charge when charge.getPaymentIntent() != null -> charge.getPaymentIntent();
            case Refund refund when refund.getPaymentIntent() != null -> refund.getPaymentIntent();
            case Dispute dispute when dispute.getPaymentIntent() != null -> dispute.getPaymentIntent();
            case Payout payout -> payout.getId();
            case null, default -> booked.getSource();
        };
    }

    private static @Nullable String paymentId(@Nullable BalanceTransactionSource source) {
        Map<String, String> metadata = source instanceof Charge charge ? charge.getMetadata() : null;
        return metadata == null ? null : metadata.get(StripeProvider.PAYMENT_ID);
    }

    /** What the buyer was charged, or got back, with the sign of what was booked; null if the source does not tell. */
    private static @Nullable Charged charged(BalanceTransaction booked, Kind kind) {
        return switch (booked.getSourceObject()) {
            case Charge charge -> charged(charge.getAmount(), charge.getCurrency(), booked, kind);
            case Refund refund -> charged(refund.getAmount(), refund.getCurrency(), booked, kind);
            case Dispute dispute -> charged(moved(dispute, booked), dispute.getCurrency(), booked, kind);
            case null, default -> null;
        };
    }

    /** A part of a dispute may be returned. In how much of the charge that is in another currency, nothing tells exactly. */
    private static Long moved(Dispute dispute, BalanceTransaction booked) {
        return booked.getCurrency().equals(dispute.getCurrency())
                ? Long.valueOf(Math.abs(booked.getAmount()))
                : dispute.getAmount();
    }

    private static @Nullable Charged charged(
            @Nullable Long amount, @Nullable String currency, BalanceTransaction booked, Kind kind) {
        if (amount == null || currency == null) {
            return null;
        }
        long minor = StripeAmounts.minor(amount, currency);
        return new Charged(leaves(booked, kind) ? -minor : minor, currency(currency));
    }

    /** A tiny amount of one currency can be nothing in another. */
    private static boolean leaves(BalanceTransaction booked, Kind kind) {
        return booked.getAmount() < 0 || (booked.getAmount() == 0 && (kind == Kind.REFUND || kind == Kind.DISPUTE));
    }

    private static String currency(String asStripeWritesIt) {
        return asStripeWritesIt.toUpperCase(Locale.ROOT);
    }

    /** @param amount minor units of {@code currency} */
    private record Charged(long amount, String currency) {}
}
