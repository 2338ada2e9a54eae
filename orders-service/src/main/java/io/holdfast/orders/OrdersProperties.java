package io.holdfast.orders;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param hold how long tickets are held for a buyer who has not paid yet
 * @param prolonged how long tickets are held at least from when a buyer's bank begins to ask about the payment; given once to an order
 * @param maxWaiting claims of one event that may wait for their decision; one more is told to come back
 * @param maxBatch claims decided together at most
 * @param arrival how long a request waits for the service's copy of an event that has not arrived yet
 * @param decisionWait how long a request waits until its units are decided about before it is told to come back
 * @param healing how often holders without a living order are looked for
 * @param abandonedAfter how long a claim may be without its order before it counts as abandoned by a crash
 * @param sellBackUntil how long before an event starts its buyers may no longer sell tickets back, unless its organizer
 *     set another limit
 * @param cancelledTogether orders of a cancelled event that are ended with one write
 * @param noticeAfter how long after the last change of an event's name, date or place its buyers are told, so that several changes are
 *     told together
 * @param noticeAtLatest how long after the first of several changes they are told
 * @param refusalsKept how long the sample of refusals is kept, for a check of the stored data; a day at least
 */
@Validated
@ConfigurationProperties("holdfast.orders")
public record OrdersProperties(
        @NotNull @DefaultValue("10m") Duration hold,
        @NotNull @DefaultValue("5m") Duration prolonged,
        @Min(1) @Max(1_000_000) @DefaultValue("4096") int maxWaiting,
        @Min(1) @Max(10_000) @DefaultValue("512") int maxBatch,
        @NotNull @DefaultValue("2s") Duration arrival,
        @NotNull @DefaultValue("20s") Duration decisionWait,
        @NotNull @DefaultValue("15s") Duration healing,
        @NotNull @DefaultValue("30s") Duration abandonedAfter,
        @NotNull @DefaultValue("10m") Duration sellBackUntil,
        @Min(1) @Max(10_000) @DefaultValue("500") int cancelledTogether,
        @NotNull @DefaultValue("2m") Duration noticeAfter,
        @NotNull @DefaultValue("15m") Duration noticeAtLatest,
        @NotNull @DefaultValue("30d") Duration refusalsKept) {

    private static final Duration LEAST_TOLERATED = Duration.ofSeconds(1);
    private static final Duration REFUSALS_KEPT_AT_LEAST = Duration.ofDays(1);

    public OrdersProperties {
        if (refusalsKept.compareTo(REFUSALS_KEPT_AT_LEAST) < 0) {
            throw new IllegalArgumentException("holdfast.orders.refusals-kept must be a day or longer");
        }
    }

    /**
     * How far this replica's clock may be from the database's for it to count claims as abandoned. The other half of
     * {@code abandonedAfter} is for the claims themselves.
     */
    public Duration toleratedSkew() {
        Duration half = abandonedAfter.dividedBy(2);
        return half.compareTo(LEAST_TOLERATED) > 0 ? half : LEAST_TOLERATED;
    }
}
