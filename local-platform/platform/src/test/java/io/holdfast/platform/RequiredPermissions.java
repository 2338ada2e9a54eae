package io.holdfast.platform;

import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.holdfast.contracts.Subjects;
import io.holdfast.messaging.MessagingProperties;
import io.holdfast.messaging.Subscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.mockito.Mockito;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

/**
 * The permissions that a service needs at the broker, from its configuration, the contracts and the subscriptions that it declares:
 * subjects, with an example in the place of each id.
 *
 * @param user its short name, {@code orders}
 * @param streams its own streams, with that of its dead letters
 * @param publish subjects it publishes on
 */
record RequiredPermissions(String user, Set<String> streams, Set<String> publish) {

    static final List<String> USERS = List.of("auth", "events", "orders", "payments", "expiration");

    private static final String API = "$JS.API.";
    private static final String ID = "06f1";

    /** Those of the services; the tests of other modules may be on the class path, too, in jars. */
    private static final List<JavaMethod> SUBSCRIPTIONS = new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .withImportOption(location -> !location.contains("tests.jar"))
                    .importPackages("io.holdfast")
                    .stream()
                    .flatMap(type -> type.getMethods().stream())
                    .filter(annotatedWith(Bean.class))
                    .filter(method -> method.getRawReturnType().isEquivalentTo(Subscription.class))
                    .toList();

    static RequiredPermissions of(String user) {
        MessagingProperties properties = properties(user);
        Set<String> streams = new LinkedHashSet<>(properties.streams());
        Set<String> publish = new LinkedHashSet<>();
        Subjects.all().stream()
                .filter(type -> streams.contains(Subjects.stream(type)))
                .forEach(type -> publish.add(Subjects.of(type) + "." + ID));
        for (String stream : streams) {
            publish.add(API + "STREAM.PURGE." + stream);
            publish.add(API + "CONSUMER.LIST." + stream);
        }
        String deadLetters = "dead-letters-" + properties.service();
        streams.add(deadLetters);
        for (String stream : streams) {
            publish.add(API + "STREAM.INFO." + stream);
            publish.add(API + "STREAM.CREATE." + stream);
            publish.add(API + "STREAM.MSG.GET." + stream);
        }
        publish.add(API + "STREAM.MSG.DELETE." + deadLetters);
        for (Subscription subscription : subscriptions(user)) {
            for (String stream : subscription.streams()) {
                publish.addAll(consuming(subscription, stream));
                if (isDurable(subscription)) {
                    publish.add("%s.%s.%s.changed.%s".formatted(deadLetters, subscription.name(), stream, ID));
                }
            }
        }
        return new RequiredPermissions(user, streams, publish);
    }

    /** The names of its durable consumers on a stream. */
    Set<String> durables(String stream) {
        Set<String> names = new LinkedHashSet<>();
        subscriptions(user).stream()
                .filter(RequiredPermissions::isDurable)
                .filter(subscription -> subscription.streams().contains(stream))
                .forEach(subscription -> names.add(subscription.name()));
        return names;
    }

    private static List<String> consuming(Subscription subscription, String stream) {
        boolean durable = isDurable(subscription);
        // That of a broadcast subscription has a name of its process, which no rule can tell from those of other
        // services.
        String consumer = stream + "." + (durable ? subscription.name() : "broadcast-" + ID);
        return List.of(
                API + "CONSUMER.CREATE." + consumer + "." + stream + ".>",
                API + "CONSUMER.INFO." + consumer,
                API + "CONSUMER.MSG.NEXT." + consumer,
                durable ? "$JS.ACK." + consumer + ".1.2.3.4.5" : API + "CONSUMER.DELETE." + consumer);
    }

    private static boolean isDurable(Subscription subscription) {
        return subscription.replay() == null;
    }

    private static List<Subscription> subscriptions(String user) {
        return SUBSCRIPTIONS.stream()
                .filter(method -> method.getOwner().getPackageName().startsWith("io.holdfast.web")
                        || method.getOwner().getPackageName().startsWith("io.holdfast." + user))
                .map(method -> subscription(method.reflect()))
                .toList();
    }

    /** The subscription that a bean method declares; its handlers are never called. */
    private static Subscription subscription(Method method) {
        try {
            method.setAccessible(true);
            Object[] dependencies =
                    Arrays.stream(method.getParameterTypes()).map(Mockito::mock).toArray();
            if (Modifier.isStatic(method.getModifiers())) {
                return (Subscription) method.invoke(null, dependencies);
            }
            Constructor<?> constructor = method.getDeclaringClass().getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            Object configuration = constructor.newInstance(Arrays.stream(constructor.getParameterTypes())
                    .map(Mockito::mock)
                    .toArray());
            return (Subscription) method.invoke(configuration, dependencies);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot find out what " + method + " subscribes to", e);
        }
    }

    private static MessagingProperties properties(String user) {
        String file = user + "-service.yaml";
        try {
            List<PropertySource<?>> sources = new YamlPropertySourceLoader().load(file, new ClassPathResource(file));
            return new Binder(ConfigurationPropertySources.from(sources))
                    .bind("holdfast.messaging", MessagingProperties.class)
                    .get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
