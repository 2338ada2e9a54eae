package io.holdfast.simulation.wiring;

import com.mongodb.MongoException;
import io.holdfast.messaging.DatabaseErrors;
import io.holdfast.web.Caller;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.ProblemException;
import io.holdfast.web.ProblemTranslator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The controllers of a service, called as by HTTP: with JSON, and with problems for what they throw. */
public final class Endpoints {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final int FAILED = 500;
    private static final HttpServletResponse NO_HEADERS = (HttpServletResponse) Proxy.newProxyInstance(
            HttpServletResponse.class.getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, method, arguments) -> null);

    /**
     * A request.
     *
     * @param body null for none
     */
    public record Request(
            String method,
            String path,
            String callerId,
            @Nullable String key,
            @Nullable ObjectNode body) {}

    /** An answer: its status, its body, and the exception behind a {@code 500}. */
    public record Answer(
            int status, JsonNode body, @Nullable Throwable failure) {

        /** The code of a problem; empty for none. */
        public String code() {
            return body.path("code").asString("");
        }

        public boolean isSuccess() {
            return status < 300;
        }
    }

    private record Route(Class<?> controller, Method method, String verb, Pattern path, List<String> variables) {}

    private final List<Route> routes = new ArrayList<>();

    /** The endpoints of these controllers. */
    public Endpoints(List<Class<?>> controllers) {
        controllers.forEach(this::add);
    }

    /** An empty JSON object. */
    public static ObjectNode json() {
        return JSON.createObjectNode();
    }

    private void add(Class<?> controller) {
        RequestMapping base = AnnotatedElementUtils.findMergedAnnotation(controller, RequestMapping.class);
        String prefix = base == null || base.path().length == 0 ? "" : base.path()[0];
        for (Method method : controller.getDeclaredMethods()) {
            RequestMapping mapping = AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
            if (mapping != null) {
                method.setAccessible(true);
                String[] paths = mapping.path().length == 0 ? new String[] {""} : mapping.path();
                add(controller, method, mapping.method()[0].name(), prefix + paths[0]);
            }
        }
    }

    private void add(Class<?> controller, Method method, String verb, String path) {
        List<String> variables = new ArrayList<>();
        Matcher matcher = Pattern.compile("\\{(\\w+)}").matcher(path);
        StringBuilder pattern = new StringBuilder();
        while (matcher.find()) {
            variables.add(matcher.group(1));
            matcher.appendReplacement(pattern, "([^/]+)");
        }
        matcher.appendTail(pattern);
        Route route = new Route(controller, method, verb, Pattern.compile(pattern.toString()), variables);
        // Those without variables first.
        routes.add(variables.isEmpty() ? 0 : routes.size(), route);
    }

    /** Handles a request on this thread. */
    public Answer handle(Container container, Request request) {
        for (Route route : routes) {
            Matcher matcher = route.path.matcher(request.path);
            if (route.verb.equals(request.method) && matcher.matches()) {
                return handle(container, route, matcher, request);
            }
        }
        throw new IllegalArgumentException("Nothing answers " + request);
    }

    private Answer handle(Container container, Route route, Matcher matcher, Request request) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < route.variables.size(); i++) {
            variables.put(route.variables.get(i), matcher.group(i + 1));
        }
        Parameter[] parameters = route.method.getParameters();
        @Nullable Object[] arguments = new @Nullable Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            arguments[i] = argument(parameters[i], variables, request);
        }
        try {
            Object result = route.method.invoke(container.get(route.controller), arguments);
            return result instanceof ResponseEntity<?> response
                    ? new Answer(response.getStatusCode().value(), JSON.valueToTree(response.getBody()), null)
                    : new Answer(OK, JSON.valueToTree(result), null);
        } catch (InvocationTargetException e) {
            return problem(container, Objects.requireNonNullElse(e.getCause(), e));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The address that a caller's account has. */
    public static String address(String callerId) {
        return callerId + "@example.org";
    }

    private static @Nullable Object argument(Parameter parameter, Map<String, String> variables, Request request) {
        Class<?> type = parameter.getType();
        if (type == Caller.class) {
            return new Caller(request.callerId, address(request.callerId), null, "session", "token");
        }
        if (type == Optional.class) {
            return Optional.ofNullable(request.key).map(IdempotencyKey::new);
        }
        if (type == HttpServletResponse.class) {
            return NO_HEADERS;
        }
        if (type == HttpServletRequest.class) {
            return from(request.callerId);
        }
        if (has(parameter, PathVariable.class)) {
            PathVariable variable = parameter.getAnnotation(PathVariable.class);
            return variables.get(variable.value().isEmpty() ? parameter.getName() : variable.value());
        }
        if (has(parameter, RequestBody.class)) {
            return JSON.treeToValue(request.body, type);
        }
        if (has(parameter, RequestHeader.class)
                && !parameter.getAnnotation(RequestHeader.class).required()) {
            return null; // simulated clients send no such headers
        }
        throw new UnsupportedOperationException("The parameter " + parameter);
    }

    /** Of a request, controllers ask only for the address that it came from: each caller has another one. */
    private static HttpServletRequest from(String callerId) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> method.getName().equals("getRemoteAddr") ? callerId : null);
    }

    private static boolean has(Parameter parameter, Class<? extends Annotation> annotation) {
        return parameter.isAnnotationPresent(annotation);
    }

    private static Answer problem(Container container, Throwable failure) {
        for (ProblemTranslator translator : container.all(ProblemTranslator.class)) {
            ProblemException problem = translator.translate(failure);
            if (problem != null) {
                return problem(problem);
            }
        }
        if (failure instanceof ProblemException problem) {
            return problem(problem);
        }
        if (failure instanceof MongoException || DatabaseErrors.isTransient(failure)) {
            return new Answer(UNAVAILABLE, json().put("code", "unavailable"), null);
        }
        return new Answer(FAILED, json().put("code", "failed"), failure);
    }

    private static Answer problem(ProblemException problem) {
        ObjectNode body = json().put("code", problem.code()).put("detail", problem.detail());
        Map<String, Object> members = new LinkedHashMap<>(problem.members());
        members.put("errors", problem.errors());
        members.forEach((name, value) -> body.set(name, JSON.valueToTree(value)));
        return new Answer(problem.status().value(), body, null);
    }

    /** Whether a class is a controller. */
    public static boolean isController(Class<?> type) {
        return type.isAnnotationPresent(RestController.class);
    }
}
