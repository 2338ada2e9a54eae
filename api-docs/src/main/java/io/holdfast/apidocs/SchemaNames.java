package io.holdfast.apidocs;

import io.swagger.v3.core.jackson.TypeNameResolver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Names schemas for readers who do not know our classes: {@code OrderView.Item} becomes {@code OrderItem}. */
final class SchemaNames extends TypeNameResolver {

    private final Map<String, Class<?>> types = new LinkedHashMap<>();

    /** Kept until all have names: springdoc goes on after what is thrown in between, without the schema. */
    private final List<String> clashes = new ArrayList<>();

    /**
     * The schemas that have a name so far.
     *
     * @throws IllegalStateException if two would have the same
     */
    Map<String, Class<?>> types() {
        if (!clashes.isEmpty()) {
            throw new IllegalStateException(String.join("; ", clashes));
        }
        return types;
    }

    @Override
    protected String nameForClass(Class<?> type, Set<Options> options) {
        String name = name(type);
        Class<?> other = types.putIfAbsent(name, type);
        if (other != null && other != type) {
            clashes.add("%s and %s would both be called %s".formatted(type, other, name));
        }
        return name;
    }

    @Override
    protected String nameForGenericType(com.fasterxml.jackson.databind.JavaType type, Set<Options> options) {
        if (type.getRawClass().getSimpleName().equals("Page")) {
            String name = nameForType(type.containedType(0), options) + "Page";
            types.put(name, type.getRawClass());
            return name;
        }
        return super.nameForGenericType(type, options);
    }

    private static String name(Class<?> type) {
        String own = type.getSimpleName().replaceFirst("(?<=.)(View|Json|State)$", "");
        Class<?> outer = type.getEnclosingClass();
        if (outer == null || outer.getSimpleName().endsWith("Controller")) {
            return own;
        }
        return name(outer).replaceFirst("Request$", "") + own;
    }
}
