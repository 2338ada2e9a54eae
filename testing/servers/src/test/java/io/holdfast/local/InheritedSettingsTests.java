package io.holdfast.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InheritedSettingsTests {

    @Test
    void nothingThatSetsAServiceIsInherited() {
        List<String> variables = List.of(
                "PATH",
                "SPRING_APPLICATION_JSON",
                "HOLDFAST_MAIL_SMTP",
                "HOLDFAST_MONGOD",
                "SERVER_PORT",
                "JAVA_HOME",
                "HOLDFAST_WEB_SECURECOOKIES");

        assertThat(InheritedSettings.withheld(variables, Set.of("HOLDFAST_MONGOD")))
                .containsExactly(
                        "-u",
                        "HOLDFAST_MAIL_SMTP",
                        "-u",
                        "HOLDFAST_WEB_SECURECOOKIES",
                        "-u",
                        "SERVER_PORT",
                        "-u",
                        "SPRING_APPLICATION_JSON");
    }
}
