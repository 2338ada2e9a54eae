package io.holdfast.events.seller;

import io.holdfast.record.Entry;
import io.holdfast.record.Recorder;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/events/seller}: who sells the caller's tickets. */
@RestController
@RequestMapping("/api/events/seller")
class SellerController {

    /** Each change is written to all events of the organizer. */
    private static final int CHANGES_PER_HOUR = 20;

    private static final int MAX_COUNTED = 10_000;

    private final SellerStore sellers;
    private final Recorder record;
    private final Clock clock;
    private final Tally<String> changes;

    SellerController(SellerStore sellers, Recorder record, Clock clock) {
        this.sellers = sellers;
        this.record = record;
        this.clock = clock;
        this.changes = new Tally<>(Duration.ofHours(1), MAX_COUNTED, clock);
    }

    /** @param seller null while the caller has named none */
    record OwnSeller(@Nullable SellerJson seller) {}

    /** Who sells the caller's tickets. */
    @GetMapping
    OwnSeller seller(Caller caller) {
        return new OwnSeller(sellers.find(caller.id()).map(SellerJson::of).orElse(null));
    }

    /**
     * Says who sells the caller's tickets, of all events that are not over: buyers see it with the events, and receipts name it. Orders
     * that are placed from then on get receipts.
     */
    @PutMapping
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "429",
            description = "`rate-limited`: The caller changed it many times within the last hour.")
    OwnSeller write(Caller caller, @Valid @RequestBody SellerRequest request) {
        if (!request.isOfACountry()) {
            throw ProblemException.invalid("country", "must be the code of a country, such as DE");
        }
        Duration wait = changes.take(caller.id(), CHANGES_PER_HOUR);
        if (wait.isPositive()) {
            throw ProblemException.rateLimited("You have changed this many times. Try again later.", wait);
        }
        Seller seller =
                sellers.put(caller.id(), request, clock.instant()).orElseThrow(ProblemException::unauthenticated);
        record.add(
                Entry.byOwner("seller:%s:%d".formatted(caller.id(), seller.version()), "seller-described", caller.id())
                        .with("name", seller.name()));
        return new OwnSeller(SellerJson.of(seller));
    }
}
