package io.holdfast.platform;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Locale;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The services with their usual ports. What each of them uses is in {@link Holdfast#topology()}. */
enum Service {
    AUTH("auth-service", 8101, "io.holdfast.auth.AuthApplication"),
    EVENTS("events-service", 8102, "io.holdfast.events.EventsApplication"),
    ORDERS("orders-service", 8103, "io.holdfast.orders.OrdersApplication"),
    PAYMENTS("payments-service", 8104, "io.holdfast.payments.PaymentsApplication"),
    EXPIRATION("expiration-service", 8105, "io.holdfast.expiration.ExpirationApplication"),
    WEB("web-client", 8106, "io.holdfast.webclient.WebClientApplication");

    private final String module;
    private final int usualPort;
    private final String application;

    Service(String module, int usualPort, String application) {
        this.module = module;
        this.usualPort = usualPort;
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

    /** Its name in databases, environment variables and log lines: {@code orders}. */
    String shortName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its application, found by name, so that a process loads the classes of its own service only. */
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
