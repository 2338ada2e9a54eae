package io.holdfast.platform;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Locale;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The services, on one page. */
enum Service {
    AUTH("auth-service", 8101, true, "io.holdfast.auth.AuthApplication"),
    EVENTS("events-service", 8102, true, "io.holdfast.events.EventsApplication"),
    ORDERS("orders-service", 8103, true, "io.holdfast.orders.OrdersApplication"),
    PAYMENTS("payments-service", 8104, true, "io.holdfast.payments.PaymentsApplication"),
    EXPIRATION("expiration-service", 8105, true, "io.holdfast.expiration.ExpirationApplication"),
    WEB("web-client", 8106, false, "io.holdfast.webclient.WebClientApplication");

    private final String module;
    private final int usualPort;
    private final boolean hasDatabase;
    private final String application;

    Service(String module, int usualPort, boolean hasDatabase, String application) {
        this.module = module;
        this.usualPort = usualPort;
        this.hasDatabase = hasDatabase;
        this.application = application;
    }

    static Service ofModule(String module) {
        return Arrays.stream(values())
                .filter(service -> service.module.equals(module))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no service " + module));
    }

    /** The Maven module, which is also its name on Kubernetes. */
    String module() {
        return module;
    }

    int usualPort() {
        return usualPort;
    }

    boolean hasDatabase() {
        return hasDatabase;
    }

    /** For databases, environment variables and log lines. */
    String shortName() {
        return name().toLowerCase(Locale.ROOT);
    }

    SpringApplicationBuilder application() {
        try {
            Class<?> type = Class.forName(application);
            return (SpringApplicationBuilder) type.getMethod("application").invoke(null);
        } catch (ClassNotFoundException | NoSuchMethodException | IllegalAccessException e) {
            throw new IllegalStateException(application + " has no public static application()", e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(application + " cannot be made", e.getCause());
        }
    }
}
