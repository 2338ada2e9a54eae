package io.holdfast.platform;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.file.Path;
import java.util.logging.Level;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Makes all services of this JVM log by {@code holdfast-logback.xml}, without Spring's own logging configuration. */
final class Logging {

    private Logging() {}

    /**
     * Configures logging. To be called before anything gets a logger.
     *
     * @param file name of the log file, without its extension
     */
    static void configure(Path logs, String file) {
        System.setProperty("holdfast.log-file", logs.resolve(file + ".log").toString());
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        System.setProperty("logback.configurationFile", "holdfast-logback.xml");
        // Tomcat and Lucene log through the JDK's own logging.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        java.util.logging.Logger.getLogger("").setLevel(Level.WARNING);
        // Otherwise Vert.x looks for several logging libraries in turn.
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        System.setProperty("vertx.disableDnsResolver", "true");
    }

    /** The part of Holdfast that logs, by the package of the class: {@code io.holdfast.orders.order.…} is {@code orders}. */
    public static final class PartConverter extends ClassicConverter {

        private static final String HOLDFAST = "io.holdfast.";

        @Override
        public String convert(ILoggingEvent event) {
            String logger = event.getLoggerName();
            if (!logger.startsWith(HOLDFAST)) {
                return logger.substring(logger.lastIndexOf('.') + 1);
            }
            int end = logger.indexOf('.', HOLDFAST.length());
            return end < 0 ? logger.substring(HOLDFAST.length()) : logger.substring(HOLDFAST.length(), end);
        }
    }
}
