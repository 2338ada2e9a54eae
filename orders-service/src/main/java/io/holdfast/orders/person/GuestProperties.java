package io.holdfast.orders.person;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of orders of guests.
 *
 * @param window how long an order, or a reminder, counts against the limit of its address
 * @param perAddress how many orders guests may place with one address in that time
 * @param remindersPerAddress how many reminders guests may have sent to one address in that time
 * @param remindersPerNetwork how many reminders guests of one network may have sent in that time
 * @param linksLast how long after its event an order is opened by the links in mails
 */
@Validated
@ConfigurationProperties("holdfast.orders.guests")
public record GuestProperties(
        @DefaultValue("1h") Duration window,
        @Min(1) @DefaultValue("20") int perAddress,
        @Min(1) @DefaultValue("5") int remindersPerAddress,
        @Min(1) @DefaultValue("100") int remindersPerNetwork,
        @DefaultValue("60d") Duration linksLast) {}
