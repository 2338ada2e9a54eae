package io.holdfast.webclient.backend;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session of the visitor's account.
 *
 * @param device what its browser says of itself; null if that is not known
 * @param current whether it is the one of this browser
 */
public record AccountSession(
        String id,
        Instant createdAt,
        Instant lastSeenAt,
        @Nullable String device,
        boolean current) {

    /** The browser and the system in a word each, as far as they can be told. */
    public String deviceName() {
        return nameOf(device);
    }

    static String nameOf(@Nullable String device) {
        String agent = device == null ? "" : device;
        String browser = first(agent, "Firefox", "Edg", "OPR", "Chrome", "Safari", "curl");
        String system = first(agent, "Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux");
        return (browser.replace("Edg", "Edge").replace("OPR", "Opera") + (system.isEmpty() ? "" : ", " + system))
                .replaceFirst("^, ", "");
    }

    private static String first(String agent, String... names) {
        for (String name : names) {
            if (agent.contains(name)) {
                return name;
            }
        }
        return "";
    }
}
