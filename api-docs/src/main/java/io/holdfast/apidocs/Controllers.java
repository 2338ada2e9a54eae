package io.holdfast.apidocs;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.holdfast.web.Caller;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.Operator;
import io.holdfast.web.PageRequest;
import io.holdfast.web.TableRequest;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.Json31;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.mockito.Mockito;
import org.springdoc.core.configuration.SpringDocConfiguration;
import org.springdoc.core.properties.SpringDocConfigProperties;
import org.springdoc.core.utils.SpringDocUtils;
import org.springdoc.webmvc.core.configuration.MultipleOpenApiSupportConfiguration;
import org.springdoc.webmvc.core.configuration.SpringDocWebMvcConfiguration;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What springdoc finds in a service's controllers. */
final class Controllers {

    private Controllers() {}

    /**
     * @param document springdoc's own
     * @param methods by {@code "POST /api/orders"}
     * @param types the classes behind the schemas, by the schema's name
     */
    record Found(JsonNode document, Map<String, HandlerMethod> methods, Map<String, Class<?>> types) {}

    static Found of(Class<?> application) {
        SchemaNames names = new SchemaNames();
        SpringDocUtils.getConfig()
                .addRequestWrapperToIgnore(
                        Caller.class, Operator.class, IdempotencyKey.class, PageRequest.class, TableRequest.class);
        WebApplicationContextRunner runner = new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        JacksonAutoConfiguration.class,
                        HttpMessageConvertersAutoConfiguration.class,
                        WebMvcAutoConfiguration.class,
                        SpringDocConfigProperties.class,
                        SpringDocConfiguration.class,
                        SpringDocWebMvcConfiguration.class,
                        MultipleOpenApiSupportConfiguration.class))
                .withBean(ModelResolver.class, () -> new ModelResolver(Json31.mapper(), names).openapi31(true))
                .withPropertyValues(
                        "springdoc.api-docs.version=openapi_3_1",
                        "springdoc.override-with-generic-response=false",
                        "springdoc.default-produces-media-type=application/json");
        for (Class<?> controller : controllersOf(application)) {
            runner = registered(runner, controller);
        }
        AtomicReference<@Nullable Found> found = new AtomicReference<>();
        runner.run(context -> {
            if (context.getStartupFailure() != null) {
                throw new IllegalStateException(context.getStartupFailure());
            }
            found.set(new Found(document(context), methods(context), names.types()));
        });
        Found result = found.get();
        if (result == null) {
            throw new IllegalStateException("There is no document");
        }
        return result;
    }

    private static <T> WebApplicationContextRunner registered(WebApplicationContextRunner runner, Class<T> controller) {
        return runner.withBean(controller, () -> Mockito.mock(controller));
    }

    /** Including those that a setting switches on. */
    private static List<? extends Class<?>> controllersOf(Class<?> application) {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(RestController.class));
        return scanner.findCandidateComponents(application.getPackageName()).stream()
                .map(BeanDefinition::getBeanClassName)
                .sorted()
                .map(name -> ClassUtils.resolveClassName(String.valueOf(name), application.getClassLoader()))
                .toList();
    }

    private static JsonNode document(WebApplicationContext context) throws Exception {
        String json = MockMvcBuilders.webAppContextSetup(context)
                .build()
                .perform(get("/v3/api-docs"))
                .andReturn()
                .getResponse()
                .getContentAsString(StandardCharsets.UTF_8);
        return JsonMapper.shared().readTree(json);
    }

    private static Map<String, HandlerMethod> methods(WebApplicationContext context) {
        Map<String, HandlerMethod> methods = new LinkedHashMap<>();
        Map<RequestMappingInfo, HandlerMethod> mappings = context.getBean(
                        "requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods();
        mappings.forEach((info, method) -> info.getPatternValues()
                .forEach(path -> info.getMethodsCondition()
                        .getMethods()
                        .forEach(verb -> methods.put(verb + " " + path, method))));
        return methods;
    }
}
