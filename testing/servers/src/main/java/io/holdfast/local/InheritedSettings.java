package io.holdfast.local;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Settings of services in our own environment. They are a developer's, for systems of their own: one that tests start would use that
 * mail server and that payment provider.
 */
public final class InheritedSettings {

    private static final Pattern SETTING = Pattern.compile("(HOLDFAST|SPRING|SERVER|MANAGEMENT|LOGGING|OTEL)_\\w+");

    private InheritedSettings() {}

    /**
     * What {@code env} has to be told so that a command does not get them: {@code -u NAME} for each.
     *
     * @param variables the names of all variables
     * @param kept names of settings that it does get
     */
    public static List<String> withheld(Collection<String> variables, Set<String> kept) {
        return variables.stream()
                .filter(name -> SETTING.matcher(name).matches() && !kept.contains(name))
                .sorted()
                .flatMap(name -> Stream.of("-u", name))
                .toList();
    }
}
