package io.holdfast.auth;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How many purchases may be begun without an account.
 *
 * @param sessionTtl how long a guest's session lasts; links in mails begin another
 * @param window how long a guest counts against the limit of the address
 * @param perAddress how many guests there may be with one e-mail address in that time
 * @param networkWindow how long a guest counts against the limit of the client's network
 * @param perNetwork how many guests one client network may be in that time; 0 for no limit. A mobile network has thousands of people behind
 *     one address, who all buy when a sale begins
 * @param keep for how long a guest is kept at least, whose orders no link opens any more and whose owner is not found
 * @param remembered how many counts are kept at most
 */
@Validated
@ConfigurationProperties("holdfast.auth.guests")
public record GuestProperties(
        @DefaultValue("1d") Duration sessionTtl,
        @DefaultValue("1h") Duration window,
        @Min(1) @DefaultValue("10") int perAddress,
        @DefaultValue("1m") Duration networkWindow,
        @Min(0) @DefaultValue("300") int perNetwork,
        @DefaultValue("400d") Duration keep,

        @Min(100) @Max(10_000_000) @DefaultValue("50000") int remembered) {}
