package io.holdfast.local;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Addresses and passwords of a broker that was not started by us. */
public final class BrokerUrls {

    private static final String OPERATOR = "operator";

    private BrokerUrls() {}

    /** {@code HOLDFAST_MESSAGING_SERVERS}: one address, or several with commas between. */
    public static Optional<String> servers(Map<String, String> environment) {
        return text(environment, "HOLDFAST_MESSAGING_SERVERS");
    }

    /** The same for an operator, with the password in {@code HOLDFAST_NATS_OPERATOR_PASSWORD} if there is one. */
    public static Optional<String> ofOperator(Map<String, String> environment) {
        return servers(environment)
                .map(servers -> password(environment, OPERATOR)
                        .map(password -> signedIn(servers, OPERATOR, password))
                        .orElse(servers));
    }

    /**
     * The password of a user of {@code infra/nats/authorization.conf}: {@code HOLDFAST_NATS_ORDERS_PASSWORD}.
     *
     * @param user a service's short name, or {@code operator}
     */
    public static Optional<String> password(Map<String, String> environment, String user) {
        return text(environment, "HOLDFAST_NATS_%s_PASSWORD".formatted(user.toUpperCase(Locale.ROOT)));
    }

    /** Addresses without passwords, for logs. */
    public static String withoutSecrets(String servers) {
        return servers.replaceAll("//[^@/,]*@", "//…@");
    }

    /** Adds the user to the addresses that do not have one. */
    static String signedIn(String servers, String user, String password) {
        return servers.replaceAll("(^|,)([a-z]+://)([^@/,]+)(?=,|/|$)", "$1$2%s:%s@$3".formatted(user, password));
    }

    private static Optional<String> text(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }
}
