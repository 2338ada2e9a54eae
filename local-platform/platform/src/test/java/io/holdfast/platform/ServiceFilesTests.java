package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ClassPathResource;

/** What the settings of services that come with them have in common. */
class ServiceFilesTests {

    /** Otherwise all its callers have the gateway's address, and share one limit. Pages read the header themselves. */
    @ParameterizedTest
    @MethodSource("servicesBehindTheGateway")
    void whoeverIsBehindTheGatewayTakesItsWordForWhoCalls(String service) {
        assertThat(settings(service)).containsEntry("server.forward-headers-strategy", "native");
    }

    static Stream<String> servicesBehindTheGateway() {
        return IngressRules.packaged().routes().stream()
                .map(IngressRules.Route::service)
                .distinct()
                .filter(service -> !service.equals(Service.WEB.module()));
    }

    /** Otherwise it would send links to this machine from there. */
    @ParameterizedTest
    @MethodSource("servicesWithMails")
    void whoeverSendsMailsKnowsWhetherThisIsProduction(String service) {
        assertThat(settings(service)).containsEntry("holdfast.production", "${holdfast.web.secure-cookies:false}");
    }

    static Stream<String> servicesWithMails() {
        return Stream.of(Service.values())
                .filter(Holdfast.topology()::sendsMails)
                .map(Service::module);
    }

    private static Properties settings(String service) {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ClassPathResource(service + ".yaml"));
        return Objects.requireNonNull(yaml.getObject());
    }
}
