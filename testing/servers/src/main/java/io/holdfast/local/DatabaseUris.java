package io.holdfast.local;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Connection strings of a server that was not started by us. */
public final class DatabaseUris {

    private DatabaseUris() {}

    /** {@code HOLDFAST_MONGODB_URI}. */
    public static Optional<String> base(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("HOLDFAST_MONGODB_URI"))
                .map(String::strip)
                .filter(uri -> !uri.isEmpty());
    }

    /**
     * The database of a service on servers that were not started by us: {@code HOLDFAST_ORDERS_MONGODB_URI} as it is, else one on {@link
     * #base}.
     *
     * @param service its short name
     */
    public static Optional<String> of(Map<String, String> environment, String service) {
        return Optional.ofNullable(
                        environment.get("HOLDFAST_%s_MONGODB_URI".formatted(service.toUpperCase(Locale.ROOT))))
                .map(String::strip)
                .filter(uri -> !uri.isEmpty())
                .or(() -> base(environment).map(base -> ofService(base, service)));
    }

    /**
     * {@code mongodb://host/name?options} becomes {@code mongodb://host/name_orders?options}; without a name,
     * {@code holdfast_orders}. Users sign in at the database of the original URI.
     */
    public static String ofService(String base, String service) {
        return rename(base, name -> (name.isEmpty() ? "holdfast" : name) + "_" + service);
    }

    /**
     * The same server and options, but a database of another name. Users sign in at the database of the original URI.
     *
     * @param rename from the name in the original, which may be empty, to the one wanted
     */
    public static String rename(String base, UnaryOperator<String> rename) {
        int authority = base.indexOf("://") + 3;
        int slash = base.indexOf('/', authority);
        int question = base.indexOf('?', authority);
        String options = question < 0 ? "" : base.substring(question + 1);
        String hosts = base.substring(
                0, slash >= 0 && (question < 0 || slash < question) ? slash : question >= 0 ? question : base.length());
        String name = "";
        if (slash >= 0 && (question < 0 || slash < question)) {
            name = base.substring(slash + 1, question < 0 ? base.length() : question);
        }
        boolean signsIn = hosts.indexOf('@', authority) >= 0;
        if (signsIn && !name.isEmpty() && !options.contains("authSource=")) {
            options = "authSource=" + name + (options.isEmpty() ? "" : "&" + options);
        }
        return "%s/%s%s".formatted(hosts, rename.apply(name), options.isEmpty() ? "" : "?" + options);
    }
}
