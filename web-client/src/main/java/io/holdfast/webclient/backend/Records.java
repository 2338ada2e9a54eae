package io.holdfast.webclient.backend;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriBuilder;

/** The records of the services: who did what. */
@Component
public class Records {

    private static final ParameterizedTypeReference<Page<RecordEntry>> PAGE = new ParameterizedTypeReference<>() {};

    private final Backend backend;

    Records(Backend backend) {
        this.backend = backend;
    }

    /** What was done with what is the caller's, the newest first. */
    public Page<RecordEntry> own(Service service, String token, @Nullable String cursor) {
        return read(service, token, base(service) + "/record", parameters(null, null, cursor));
    }

    /** What was done with an event of the caller, or with its orders. */
    public Page<RecordEntry> ofEvent(Service service, String token, String event, @Nullable String cursor) {
        String path = service == Service.ORDERS ? "/api/orders/events/" : "/api/events/";
        return read(service, token, path + event + "/record", parameters(null, null, cursor));
    }

    /**
     * For operators.
     *
     * @param account only what concerns this account; null or blank for all
     * @param event only what concerns this event; null or blank for all
     */
    public Page<RecordEntry> all(
            Service service, String token, @Nullable String account, @Nullable String event, @Nullable String cursor) {
        return read(service, token, base(service) + "/operator/record", parameters(account, event, cursor));
    }

    private Page<RecordEntry> read(Service service, String token, String path, Map<String, String> parameters) {
        return backend.ask(
                service,
                request -> Backend.body(
                        service,
                        request.uri(uri -> {
                                    UriBuilder target = uri.path(path).queryParam("size", 25);
                                    parameters.keySet().forEach(name -> target.queryParam(name, "{" + name + "}"));
                                    return target.build(parameters);
                                })
                                .headers(headers -> Backend.authorize(headers, token))
                                .retrieve()
                                .toEntity(PAGE)));
    }

    private static Map<String, String> parameters(
            @Nullable String account, @Nullable String event, @Nullable String cursor) {
        Map<String, String> parameters = new LinkedHashMap<>();
        put(parameters, "account", account);
        put(parameters, "event", event);
        put(parameters, "cursor", cursor);
        return parameters;
    }

    private static void put(Map<String, String> parameters, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            parameters.put(name, value);
        }
    }

    private static String base(Service service) {
        return service == Service.AUTH ? "/api/users" : "/api/" + service.key();
    }
}
