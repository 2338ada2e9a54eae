package io.holdfast.telemetry;

import java.util.Set;

/**
 * Leaves out what Spring Boot adds because a library is there and no service has a use for. Each of these cost every start: what
 * proxies beans looks at every bean, and Tomcat's metrics bring up JMX.
 */
final class ExcludedAutoConfigurations extends AutoConfigurationFilter {

    private static final String BOOT = "org.springframework.boot.";

    static final Set<String> NAMES = Set.of(
            // No aspects, no transactions, no repositories made of interfaces, no exceptions translated around beans.
            BOOT + "autoconfigure.aop.AopAutoConfiguration",
            BOOT + "persistence.autoconfigure.PersistenceExceptionTranslationAutoConfiguration",
            BOOT + "transaction.autoconfigure.TransactionAutoConfiguration",
            BOOT + "transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration",
            BOOT + "data.mongodb.autoconfigure.DataMongoRepositoriesAutoConfiguration",
            BOOT + "data.autoconfigure.metrics.DataRepositoryMetricsAutoConfiguration",
            BOOT + "data.autoconfigure.web.DataWebAutoConfiguration",
            // Tomcat counts sessions, of which there are none; requests are counted by Spring. Certificates are the
            // gateway's.
            BOOT + "tomcat.autoconfigure.metrics.TomcatMetricsAutoConfiguration",
            BOOT + "micrometer.metrics.autoconfigure.task.TaskExecutorMetricsAutoConfiguration",
            BOOT + "micrometer.metrics.autoconfigure.ssl.SslMetricsAutoConfiguration",
            BOOT + "health.autoconfigure.application.SslHealthContributorAutoConfiguration",
            // Switched off by management.observations.enable.tasks.
            BOOT + "micrometer.observation.autoconfigure.ScheduledTasksObservationAutoConfiguration");

    @Override
    boolean leavesOut(String name) {
        return NAMES.contains(name);
    }
}
