package io.holdfast.web;

import io.holdfast.contracts.SessionEnded;
import io.holdfast.messaging.DatabaseErrors;
import io.holdfast.messaging.Subscription;
import jakarta.servlet.DispatcherType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.catalina.core.StandardHost;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.util.unit.DataSize;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.i18n.FixedLocaleResolver;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/** Switches the module on where {@code holdfast.web.jwks-uri} is set. */
@AutoConfiguration(
        beforeName = {
            "org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration",
            "org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration",
            "org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration",
            "org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty("holdfast.web.jwks-uri")
@EnableConfigurationProperties(WebProperties.class)
@Import({SecurityConfiguration.class, ProblemAdvice.class, ProblemErrorController.class})
public final class WebAutoConfiguration {

    /** How much of a request Tomcat reads and drops after an early answer, so that the client receives the answer. */
    private static final DataSize MAX_SWALLOW = DataSize.ofMegabytes(16);

    private static final int BEFORE_SECURITY = -1000;

    @Bean
    Problems problems(ObjectProvider<ProblemTranslator> translators, AnswerLanguage languages) {
        return new Problems(translators.orderedStream().toList(), languages);
    }

    @Bean
    AnswerLanguage answerLanguage(WebProperties properties) {
        return new AnswerLanguage(properties.secureCookies());
    }

    @Bean
    TableAnswers tableAnswers(AnswerLanguage languages) {
        return new TableAnswers(languages);
    }

    /** Messages about fields are in English, whatever the request and this machine speak, so that {@link ProblemTexts} knows them. */
    @Bean(DispatcherServlet.LOCALE_RESOLVER_BEAN_NAME)
    LocaleResolver english() {
        return new FixedLocaleResolver(Locale.ENGLISH);
    }

    @Bean
    FilterRegistrationBean<TraceFilter> traceFilter() {
        FilterRegistrationBean<TraceFilter> filter = new FilterRegistrationBean<>(new TraceFilter());
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        filter.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
        return filter;
    }

    @Bean
    FilterRegistrationBean<BodyLimitFilter> bodyLimitFilter(
            WebProperties properties, @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        FilterRegistrationBean<BodyLimitFilter> filter =
                new FilterRegistrationBean<>(new BodyLimitFilter(properties.maxBody(), problems));
        filter.setOrder(BEFORE_SECURITY);
        return filter;
    }

    @Bean
    FilterRegistrationBean<WholeAnswerFilter> wholeAnswers() {
        FilterRegistrationBean<WholeAnswerFilter> filter = new FilterRegistrationBean<>(new WholeAnswerFilter());
        filter.setOrder(BEFORE_SECURITY);
        return filter;
    }

    @Bean
    FilterRegistrationBean<LocationFilter> publicLocations(WebProperties properties) {
        FilterRegistrationBean<LocationFilter> filter =
                new FilterRegistrationBean<>(new LocationFilter(properties.prefix()));
        filter.setEnabled(!properties.prefix().isEmpty());
        filter.setOrder(BEFORE_SECURITY);
        return filter;
    }

    @Bean
    WebMvcConfigurer jsonOnly() {
        return new JsonOnly();
    }

    @Bean
    WebMvcConfigurer holdfastArguments() {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.addAll(Arguments.resolvers());
            }
        };
    }

    /** Numbers are not accepted as strings, nor strings as numbers; unknown fields are ignored. */
    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return json -> json.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        coercion -> coercion.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .addModule(new SimpleModule()
                        .addDeserializer(Instant.class, new TextualInstant())
                        .addDeserializer(String.class, new WholeText()));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(DatabaseErrors.class)
    static class Database {
        @Bean
        ProblemTranslator databaseProblems() {
            return new DatabaseProblems();
        }
    }

    /** Refuses the tokens of sessions that ended at auth-service. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Subscription.class)
    @ConditionalOnProperty("holdfast.messaging.service")
    static class Messaging {
        @Bean
        Subscription endedSessions(RevokedSessions revoked, WebProperties properties) {
            return Subscription.broadcast("ended-sessions", properties.revocationReplay())
                    .on(SessionEnded.class, ended -> revoked.revoke(ended.sessionId(), ended.tokensExpireAt()))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(TomcatServletWebServerFactory.class)
    static class Tomcat {
        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsFromTomcat() {
            return factory -> {
                factory.addContextCustomizers(context -> {
                    if (context.getParent() instanceof StandardHost host) {
                        host.setErrorReportValveClass(ProblemReportValve.class.getName());
                    }
                });
                factory.addEngineValves(new PeerAddressValve());
                factory.addConnectorCustomizers(
                        connector -> connector.setProperty("maxSwallowSize", Long.toString(MAX_SWALLOW.toBytes())));
            };
        }
    }
}
