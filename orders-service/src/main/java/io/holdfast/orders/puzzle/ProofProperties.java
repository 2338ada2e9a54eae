package io.holdfast.orders.puzzle;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of proof of work.
 *
 * @param numbers among how many numbers the solution of a puzzle is: half of them are tried on average
 * @param valid how long a puzzle may be solved, and its solution used
 * @param perMinute how many orders of one event, or entries of its waiting room, a replica accepts in a minute before further ones need a
 *     solution, also where the organizer asks for none; 0: each needs one; null: none does
 */
@Validated
@ConfigurationProperties("holdfast.orders.proof-of-work")
record ProofProperties(
        @Min(1) @Max(100_000_000) @DefaultValue("500000") int numbers,
        @NotNull @DefaultValue("10m") Duration valid,
        @Nullable @Min(0) Integer perMinute) {}
