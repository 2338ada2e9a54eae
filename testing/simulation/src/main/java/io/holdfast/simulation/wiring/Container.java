package io.holdfast.simulation.wiring;

import io.holdfast.simulation.wiring.Blueprint.Part;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;

/** The objects of one replica. Made when they are first asked for, as in Spring by the type and, of several, by the name of a parameter. */
public final class Container {

    private final Blueprint blueprint;
    private final Map<Class<?>, Object> given = new LinkedHashMap<>();
    private final Map<Part, Object> made = new HashMap<>();

    /** @param given what takes the place of beans, by the types that are asked for */
    public Container(Blueprint blueprint, Map<Class<?>, Object> given) {
        this.blueprint = blueprint;
        this.given.putAll(given);
    }

    /** The only object of this type. */
    public <T> T get(Class<T> type) {
        return type.cast(find(type, ""));
    }

    /** All objects of this type. */
    public <T> List<T> all(Class<T> type) {
        List<T> all = new ArrayList<>();
        for (Part part : blueprint.parts(type)) {
            all.add(type.cast(make(part)));
        }
        return all;
    }

    /** Starts everything that starts with the service, in its order. */
    public void start() {
        List<SmartLifecycle> starting = new ArrayList<>(all(SmartLifecycle.class));
        starting.sort(Comparator.comparingInt(SmartLifecycle::getPhase));
        starting.forEach(SmartLifecycle::start);
    }

    private Object find(Class<?> type, String name) {
        Object present = given.get(type);
        if (present != null) {
            return present;
        }
        Object settings = blueprint.settings(type);
        if (settings != null) {
            return settings;
        }
        List<Part> parts = blueprint.parts(type);
        if (parts.isEmpty()) {
            throw new NoSuchBeanDefinitionException(type);
        }
        Part part = parts.size() == 1
                ? parts.getFirst()
                : parts.stream()
                        .filter(candidate -> candidate.name().equals(name))
                        .findFirst()
                        .or(() -> parts.stream().filter(Part::isPrimary).findFirst())
                        .orElseThrow(() -> new NoSuchBeanDefinitionException(type, "one of " + parts));
        return make(part);
    }

    private Object make(Part part) {
        Object present = made.get(part);
        if (present == null) {
            present = blueprint.shared(part);
        }
        if (present != null) {
            made.put(part, present);
            return present;
        }
        try {
            Object object;
            Object[] arguments = arguments(part.maker().getParameters());
            if (part.maker() instanceof Constructor<?> constructor) {
                object = constructor.newInstance(arguments);
            } else {
                Class<?> configuration = part.configuration();
                Object of = configuration == null || Blueprint.isStatic(part.maker()) ? null : find(configuration, "");
                object = ((Method) part.maker()).invoke(of, arguments);
            }
            made.put(part, object);
            blueprint.made(part, object);
            return object;
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("%s of %s".formatted(part.name(), blueprint.service()), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("%s of %s".formatted(part.name(), blueprint.service()), e);
        }
    }

    private Object[] arguments(Parameter[] parameters) {
        Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            arguments[i] = argument(parameters[i]);
        }
        return arguments;
    }

    private Object argument(Parameter parameter) {
        Object value = blueprint.value(parameter);
        if (value != null) {
            return value;
        }
        Class<?> type = parameter.getType();
        if (type == ObjectProvider.class) {
            return new Provider<>(of(parameter));
        }
        if (type == List.class) {
            return all(of(parameter));
        }
        if (type == Optional.class) {
            return Optional.ofNullable(findIfPresent(of(parameter)));
        }
        Qualifier qualifier = parameter.getAnnotation(Qualifier.class);
        return find(type, qualifier == null ? parameter.getName() : qualifier.value());
    }

    private @Nullable Object findIfPresent(Class<?> type) {
        return given.containsKey(type) || !blueprint.parts(type).isEmpty() ? find(type, "") : null;
    }

    private static Class<?> of(Parameter parameter) {
        Type argument = ((ParameterizedType) parameter.getParameterizedType()).getActualTypeArguments()[0];
        return argument instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) argument;
    }

    private final class Provider<T> implements ObjectProvider<T> {

        private final Class<T> type;

        Provider(Class<T> type) {
            this.type = type;
        }

        @Override
        public T getObject() {
            return get(type);
        }

        @Override
        public @Nullable T getIfAvailable() {
            return type.cast(findIfPresent(type));
        }

        @Override
        public Stream<T> stream() {
            return all(type).stream();
        }

        @Override
        public Stream<T> orderedStream() {
            return stream();
        }
    }
}
