package io.holdfast.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationPredicate;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/** The telemetry of services, besides what Boot configures. */
@AutoConfiguration(
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
public final class TelemetryAutoConfiguration {

    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    MeterProbes meterProbes(
            ObjectProvider<MeterProbe> probes,
            MeterRegistry registry,
            @Value("${holdfast.telemetry.look-every:10s}") Duration every) {
        return new MeterProbes(probes.orderedStream().toList(), registry, every);
    }

    /**
     * No span has the address of a request that was answered or sent: it may contain the code of a ticket, a name or an e-mail address. Its
     * template stays, as {@code uri}.
     */
    @Bean
    ObservationFilter noAddressesOfRequests() {
        return context -> {
            context.removeHighCardinalityKeyValue("http.url");
            return context;
        };
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Web {

        @Bean
        FilterRegistrationBean<NotForTheGateway> metricsAreNotForTheGateway() {
            FilterRegistrationBean<NotForTheGateway> filter = new FilterRegistrationBean<>(new NotForTheGateway());
            filter.addUrlPatterns("/actuator/prometheus", "/actuator/prometheus/*");
            filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return filter;
        }

        /** Requests for health and metrics are not counted as traffic. */
        @Bean
        ObservationPredicate noProbes() {
            return (name, context) -> !(context instanceof ServerRequestObservationContext request
                    && request.getCarrier() != null
                    && request.getCarrier().getRequestURI().startsWith("/actuator"));
        }
    }
}
