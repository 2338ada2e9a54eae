package io.holdfast.simulation.world;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.holdfast.contracts.DisputeState.Status;
import io.holdfast.payments.provider.ProviderTransaction.Kind;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * A charge that was to be voided, and that a person captured by hand at the provider just before. Its buyer may dispute it, before it is
 * refunded or after, and then the bank decides, or does not. The provider tells of that late, twice or never.
 */
final class CapturedByHand extends Client {

    private static final String OMITTED = "captures-by-hand";

    private final String reference;

    private CapturedByHand(World world, String reference) {
        super(world, "bank");
        this.reference = reference;
    }

    /** Called when a charge is about to be voided: a person may be faster. */
    static void before(World world, String reference) {
        if (!world.faults().isStopped()
                && world.machine().chance(0.4)
                && world.omissions().keep(OMITTED)) {
            CapturedByHand captured = new CapturedByHand(world, reference);
            if (captured.capture()) {
                world.history().count("captured by hand");
                captured.start(() -> {});
            }
        }
    }

    private boolean capture() {
        Document charge = charges().find(Filters.eq("_id", reference)).first();
        if (charge == null || !"AUTHORIZED".equals(charge.getString("status"))) {
            return false;
        }
        // Before it is, and so before a buyer may be told.
        String order = charge.getString("orderId");
        boolean noted = world().history().capturedByHand(order);
        long amount = charge.getLong("amount");
        boolean captured = change(
                Filters.eq("status", "AUTHORIZED"),
                Updates.combine(
                        Updates.set("status", "CAPTURED"),
                        Updates.set("captured", amount),
                        Updates.set("settledAt", now()),
                        Updates.set("books", List.of(booked("capture", Kind.CHARGE, amount))),
                        Updates.set("bookedAt", now())));
        if (noted && !captured) {
            world().history().notCapturedByHand(order);
        }
        return captured;
    }

    @Override
    void act() throws InterruptedException {
        if (machine().chance(0.3)) {
            return;
        }
        pause(machine().oneOf(List.of(10, 3_000, 12_000)));
        dispute(Status.OPEN);
        pause(machine().oneOf(List.of(1_000, 6_000)));
        if (machine().chance(0.8)) {
            dispute(machine().oneOf(List.of(Status.WON, Status.LOST)));
        }
    }

    private void dispute(Status status) {
        Document charge = charges().find(Filters.eq("_id", reference)).first();
        if (charge == null || charge.getLong("captured") == 0) {
            return;
        }
        Document known = charge.get("dispute", Document.class);
        Status before = known == null ? null : Status.valueOf(known.getString("status"));
        if (before == status || before == Status.WON || before == Status.LOST) {
            return;
        }
        long amount = charge.getLong("amount");
        Document dispute = new Document("reference", "dp_" + reference)
                .append("amount", amount)
                .append("reason", "fraudulent")
                .append("status", status.name());
        long withdrawn = withdrawn(status, amount) - withdrawn(before, amount);
        Bson update = Updates.set("dispute", dispute);
        if (withdrawn != 0) {
            Kind kind = withdrawn > 0 ? Kind.DISPUTE : Kind.DISPUTE_REVERSAL;
            update = Updates.combine(
                    update,
                    Updates.push("books", booked("dispute:" + status, kind, -withdrawn)),
                    Updates.set("bookedAt", now()));
        }
        if (change(Filters.eq("dispute.status", before == null ? null : before.name()), update)) {
            machine().trace().say(machine(), () -> "the dispute about %s is %s".formatted(reference, status));
            world().history().count("by hand, disputed " + status);
            tell();
        }
    }

    private static long withdrawn(@Nullable Status status, long amount) {
        return status != null && status.isWithdrawn() ? amount : 0;
    }

    /** Once, twice or never. */
    private void tell() {
        for (int told = machine().oneOf(List.of(0, 1, 1, 2)); told > 0; told--) {
            new Notification(world(), reference).start(() -> {});
        }
    }

    private Document booked(String what, Kind kind, long amount) {
        return new Document("id", "txn_%s:%s".formatted(reference, what))
                .append("kind", kind.name())
                .append("at", now())
                .append("amount", amount)
                .append("fee", 0L);
    }

    private Date now() {
        return Date.from(machine().time());
    }

    private boolean change(Bson guard, Bson update) {
        return charges()
                        .updateOne(Filters.and(Filters.eq("_id", reference), guard), update)
                        .getModifiedCount()
                == 1;
    }

    private MongoCollection<Document> charges() {
        return world().documents(Service.PAYMENTS).getCollection("sandbox_charges");
    }
}
