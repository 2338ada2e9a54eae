package io.holdfast.webclient.site;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How tickets are sold, as the pages tell before payment: settings of orders-service, which have to be set alike for both services.
 *
 * @param sellBackUntil how long before an event starts its tickets are no longer taken back, unless its organizer set that
 */
@ConfigurationProperties("holdfast.orders")
record OrderSettings(@DefaultValue("10m") Duration sellBackUntil) {}
