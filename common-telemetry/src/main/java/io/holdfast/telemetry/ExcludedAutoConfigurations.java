package io.holdfast.telemetry;

import java.util.Set;

/**
 * Excludes auto-configurations that no service uses and that Spring Boot adds because a library is on the class path. Each of them makes
 * every start slower: those that create proxies inspect every bean, and Tomcat's metrics start JMX.
 */
public final class ExcludedAutoConfigurations extends AutoConfigurationFilter {

    private static final String BOOT = "org.springframework.boot.";

    /** The class names of the excluded auto-configurations. */
    public static final Set<String> NAMES = Set.of(
            // There are no aspects, transactions, repository interfaces, or beans whose exceptions are translated.
            BOOT + "autoconfigure.aop.AopAutoConfiguration",
            BOOT + "persistence.autoconfigure.PersistenceExceptionTranslationAutoConfiguration",
            BOOT + "transaction.autoconfigure.TransactionAutoConfiguration",
            BOOT + "transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration",
            BOOT + "data.mongodb.autoconfigure.DataMongoRepositoriesAutoConfiguration",
            BOOT + "data.autoconfigure.metrics.DataRepositoryMetricsAutoConfiguration",
            BOOT + "data.autoconfigure.web.DataWebAutoConfiguration",
            // Tomcat counts sessions, and there are none; Spring counts requests. The gateway has the certificates.
            BOOT + "tomcat.autoconfigure.metrics.TomcatMetricsAutoConfiguration",
            BOOT + "micrometer.metrics.autoconfigure.task.TaskExecutorMetricsAutoConfiguration",
            BOOT + "micrometer.metrics.autoconfigure.ssl.SslMetricsAutoConfiguration",
            BOOT + "health.autoconfigure.application.SslHealthContributorAutoConfiguration",
            // Switched off by management.observations.enable.tasks.
            BOOT + "micrometer.observation.autoconfigure.ScheduledTasksObservationAutoConfiguration");

    @Override
    boolean excludes(String name) {
        return NAMES.contains(name);
    }
}
