package io.holdfast.platform;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.file.Path;
import java.util.logging.Level;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** One logging configuration for all services of this JVM ({@code holdfast-logback.xml}), and none of Spring's in between. */
final class Logging {

    private Logging() {}

    /**
     * To be called before anything asks for a logger.
     *
     * @param file without its extension
     */
    static void configure(Path logs, String file) {
        System.setProperty("holdfast.log-file", logs.resolve(file + ".log").toString());
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        System.setProperty("logback.configurationFile", "holdfast-logback.xml");
        // Tomcat and Lucene speak through the JDK's own logging.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        java.util.logging.Logger.getLogger("").setLevel(Level.WARNING);
        // Vert.x looks for several logging libraries in turn otherwise.
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        System.setProperty("vertx.disableDnsResolver", "true");
    }

    /** Which part of Holdfast speaks, by the package of the class: {@code io.holdfast.orders.order.…} is {@code orders}. */
    public static final class PartConverter extends ClassicConverter {

        private static final String OURS = "io.holdfast.";

        @Override
        public String convert(ILoggingEvent event) {
            String logger = event.getLoggerName();
            if (!logger.startsWith(OURS)) {
                return logger.substring(logger.lastIndexOf('.') + 1);
            }
            int end = logger.indexOf('.', OURS.length());
            return end < 0 ? logger.substring(OURS.length()) : logger.substring(OURS.length(), end);
        }
    }
}
