package io.holdfast.simulation.wiring;

import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

/**
 * What a service is made of: the components that Spring finds in its packages, and the beans of its configurations. Read once; each
 * replica is then {@linkplain Container made} of it.
 */
public final class Blueprint {

    /**
     * How an object is made.
     *
     * @param maker its constructor, or the method of a configuration
     */
    record Part(Class<?> type, String name, Executable maker) {

        boolean isPrimary() {
            return maker.isAnnotationPresent(Primary.class);
        }

        @Nullable
        Class<?> configuration() {
            return maker instanceof Method ? maker.getDeclaringClass() : null;
        }
    }

    private final String service;
    private final List<Part> parts = new ArrayList<>();
    /** Shared by the seeds that run at the same time; nothing waits for what another one computes. */
    private final Map<Class<?>, Object> settings = new ConcurrentHashMap<>();

    private final Map<Parameter, Optional<Object>> values = new ConcurrentHashMap<>();
    private final Map<Class<?>, List<Part>> byType = new ConcurrentHashMap<>();
    private final Set<String> without;
    private final Set<String> shared;
    private final Map<Part, Object> made = new ConcurrentHashMap<>();
    private final Binder properties;

    /**
     * @param service its name, such as {@code orders-service}, which its settings have, too
     * @param packageName where its components are
     * @param more configurations that Spring Boot finds elsewhere
     * @param without the names of beans and the simple names of classes that are not needed
     * @param shared the names of beans that all replicas may share, since they have no state and are dear
     */
    public Blueprint(
            String service,
            String packageName,
            List<Class<?>> more,
            Set<String> without,
            Set<String> shared,
            Map<String, String> changed) {
        this.service = service;
        this.without = without;
        this.shared = shared;
        this.properties = properties(service, changed);
        for (Class<?> component : components(packageName)) {
            add(component);
        }
        more.forEach(this::add);
    }

    private static Binder properties(String service, Map<String, String> changed) {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ClassPathResource(service + ".yaml"));
        Properties read = yaml.getObject();
        Map<String, Object> all = new HashMap<>();
        if (read != null) {
            read.forEach((name, value) -> all.put(name.toString(), value));
        }
        all.putAll(changed);
        return new Binder(
                List.of(new MapConfigurationPropertySource(all)),
                new PropertySourcesPlaceholdersResolver(List.of(new MapPropertySource("settings", all))));
    }

    private static List<Class<?>> components(String packageName) {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(Component.class));
        // Where the integration tests run, the tests of the services are on the class path, too.
        scanner.addExcludeFilter((found, _) -> {
            String place = found.getResource().getURL().toString();
            return place.contains("-tests.jar!") || place.contains("/test-classes/");
        });
        List<Class<?>> components = new ArrayList<>();
        scanner.findCandidateComponents(packageName).forEach(found -> {
            try {
                components.add(Class.forName(found.getBeanClassName(), false, Blueprint.class.getClassLoader()));
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        });
        components.sort(Comparator.comparing(Class::getName));
        return components;
    }

    /** The one that Spring takes: of several, which are for tests, that without parameters. */
    private static Constructor<?> constructor(Class<?> component) {
        Constructor<?>[] all = component.getDeclaredConstructors();
        return Arrays.stream(all)
                .filter(each -> each.getParameterCount() == 0)
                .findFirst()
                .orElse(all[0]);
    }

    private void add(Class<?> component) {
        if (without.contains(component.getSimpleName())) {
            return;
        }
        Constructor<?> constructor = constructor(component);
        constructor.setAccessible(true);
        parts.add(new Part(component, component.getSimpleName(), constructor));
        if (component.isAnnotationPresent(Configuration.class) || !component.isAnnotationPresent(Component.class)) {
            List<Method> methods = new ArrayList<>(List.of(component.getDeclaredMethods()));
            methods.sort(Comparator.comparing(Method::getName));
            for (Method method : methods) {
                if (method.isAnnotationPresent(Bean.class)
                        && !without.contains(method.getName())
                        && !MeterBinder.class.isAssignableFrom(method.getReturnType())) {
                    method.setAccessible(true);
                    parts.add(new Part(method.getReturnType(), method.getName(), method));
                }
            }
        }
    }

    public String service() {
        return service;
    }

    /** Those whose type is this one, or a subtype. */
    List<Part> parts(Class<?> type) {
        List<Part> known = byType.get(type);
        if (known == null) {
            known = parts.stream()
                    .filter(part -> type.isAssignableFrom(part.type))
                    .toList();
            byType.put(type, known);
        }
        return known;
    }

    /** The settings of this type; null if it is no settings' type. */
    @Nullable
    Object settings(Class<?> type) {
        Object known = settings.get(type);
        if (known == null) {
            ConfigurationProperties annotation = type.getAnnotation(ConfigurationProperties.class);
            if (annotation == null) {
                return null;
            }
            String prefix = annotation.prefix().isEmpty() ? annotation.value() : annotation.prefix();
            known = properties.bindOrCreate(prefix, Bindable.of(type));
            settings.put(type, known);
        }
        return known;
    }

    /** The value of a parameter that has a {@code @Value}; null if it has none. */
    @Nullable
    Object value(Parameter parameter) {
        Optional<Object> known = values.get(parameter);
        if (known == null) {
            known = Optional.ofNullable(read(parameter));
            values.put(parameter, known);
        }
        return known.orElse(null);
    }

    private @Nullable Object read(Parameter parameter) {
        Value annotation = parameter.getAnnotation(Value.class);
        if (annotation == null) {
            return null;
        }
        String[] expression = annotation.value().replaceAll("^\\$\\{|\\}$", "").split(":", 2);
        return value(
                expression[0],
                expression[expression.length - 1],
                ClassUtils.resolvePrimitiveIfNecessary(parameter.getType()));
    }

    private <T> T value(String name, String otherwise, Class<T> type) {
        return properties
                .bind(name, Bindable.of(type))
                .orElseGet(() -> new Binder(new MapConfigurationPropertySource(Map.of(name, otherwise)))
                        .bind(name, Bindable.of(type))
                        .get());
    }

    /** What a replica made that all others use, too; null if it is yet to be made, or not shared. */
    @Nullable
    Object shared(Part part) {
        return made.get(part);
    }

    /** A replica made this. */
    void made(Part part, Object object) {
        if (shared.contains(part.name)) {
            made.put(part, object);
        }
    }

    static boolean isStatic(Executable maker) {
        return Modifier.isStatic(maker.getModifiers());
    }
}
