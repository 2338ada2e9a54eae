package io.holdfast.events.picture;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of pictures.
 *
 * @param fetch whether pictures are fetched from the addresses that organizers type; without that, only uploaded ones are shown
 * @param maxBytes most bytes of a picture that is fetched; for uploads {@code holdfast.web.max-body} counts
 * @param timeLimit for fetching a picture
 * @param ports that pictures are fetched from; -1 for the usual one of http and https
 * @param ownNetwork whether pictures may be fetched from this machine and private networks, too: for trying it out
 * @param uploadsPerHour how many pictures one organizer may upload
 * @param addressesPerHour from how many new addresses of one organizer a replica has pictures fetched soon
 */
@Validated
@ConfigurationProperties("holdfast.events.pictures")
record PictureProperties(
        @DefaultValue("true") boolean fetch,
        @NotNull @DefaultValue("8MB") DataSize maxBytes,
        @NotNull @DefaultValue("20s") Duration timeLimit,
        @NotNull @DefaultValue({"-1", "80", "443"}) Set<Integer> ports,
        @DefaultValue("false") boolean ownNetwork,
        @Min(1) @DefaultValue("100") int uploadsPerHour,
        @Min(1) @DefaultValue("100") int addressesPerHour) {}
