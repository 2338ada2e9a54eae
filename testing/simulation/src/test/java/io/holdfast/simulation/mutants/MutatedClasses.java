package io.holdfast.simulation.mutants;

import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the simulation finds the classes of a mutated file in place of the real ones. */
final class MutatedClasses extends ClassLoader {

    private final Path mutated;

    /** @param mutated the directory of the mutated classes */
    MutatedClasses(Path mutated) {
        super("mutated", MutatedClasses.class.getClassLoader());
        this.mutated = mutated;
    }

    @Override
    public @Nullable URL getResource(String name) {
        Path own = mutated.resolve(name);
        try {
            return Files.exists(own) ? own.toUri().toURL() : super.getResource(name);
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
