package io.holdfast.simulation.mutants;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Loads all classes of ours again, with those of a mutated file in place of the real ones; libraries are shared, and stay warm. */
final class MutantLoader extends ClassLoader {

    private static final String OURS = "io.holdfast.";

    private final Path mutated;

    /** @param mutated the directory of the mutated classes */
    MutantLoader(Path mutated) {
        super("mutant", MutantLoader.class.getClassLoader());
        this.mutated = mutated;
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
        String file = name.replace('.', '/') + ".class";
        try {
            Path own = mutated.resolve(file);
            byte[] bytes = Files.exists(own) ? Files.readAllBytes(own) : real(file);
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private byte[] real(String file) throws IOException {
        try (InputStream stream = getParent().getResourceAsStream(file)) {
            if (stream == null) {
                throw new IOException("There is no " + file);
            }
            return stream.readAllBytes();
        }
    }
}
