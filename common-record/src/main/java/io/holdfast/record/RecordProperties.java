package io.holdfast.record;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param keep how long an entry is kept; at least a day
 */
@ConfigurationProperties("holdfast.record")
public record RecordProperties(@DefaultValue("400d") Duration keep) {

    public RecordProperties {
        if (keep.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("holdfast.record.keep: %s is less than a day".formatted(keep));
        }
    }
}
