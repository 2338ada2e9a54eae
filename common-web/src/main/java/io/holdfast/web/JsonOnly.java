package io.holdfast.web;

import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Removes the formats that Spring adds because a library is on the class path: bodies are JSON, whatever a client accepts, and no answer
 * has to be offered to all of them first.
 */
final class JsonOnly implements WebMvcConfigurer {

    private static final Set<String> OTHERS = Set.of("xml", "cbor", "yaml", "smile", "x-jackson-smile");

    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
        builder.configureMessageConvertersList(converters -> converters.removeIf(JsonOnly::isForOthers));
    }

    private static boolean isForOthers(HttpMessageConverter<?> converter) {
        return !converter.getSupportedMediaTypes().isEmpty()
                && converter.getSupportedMediaTypes().stream().allMatch(JsonOnly::isOther);
    }

    private static boolean isOther(MediaType type) {
        String suffix = type.getSubtypeSuffix();
        return OTHERS.contains(suffix == null ? type.getSubtype() : suffix);
    }
}
