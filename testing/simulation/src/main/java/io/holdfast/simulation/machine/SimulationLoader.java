package io.holdfast.simulation.machine;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/**
 * Loads the classes of Holdfast again, with their calls for threads, time and randomness going to the {@link Machine}. Each loader has its
 * own static fields, so that several simulations can run in one JVM. The classes of libraries are shared with everything else.
 */
public final class SimulationLoader extends ClassLoader {

    private static final String OURS = "io.holdfast.";
    private static final String SIMULATION = "io.holdfast.simulation.";

    static {
        registerAsParallelCapable();
    }

    private final RewrittenCalls calls = RewrittenCalls.of(Calls.class);

    public SimulationLoader(ClassLoader parent) {
        super("simulation", parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        String path = name.replace('.', '/') + ".class";
        URL where = getParent().getResource(path);
        if (where == null) {
            throw new ClassNotFoundException(name);
        }
        try (InputStream stream = where.openStream()) {
            byte[] bytes = stream.readAllBytes();
            byte[] rewritten = name.startsWith(SIMULATION) ? bytes : calls.rewrite(bytes);
            return defineClass(name, rewritten, 0, rewritten.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    @Override
    public @Nullable URL getResource(String name) {
        return getParent().getResource(name);
    }
}
