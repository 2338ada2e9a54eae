package io.holdfast.webclient.site;

import io.holdfast.language.CategoryNames;
import io.holdfast.language.IcuMessageSource;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.UrlHandlerFilter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class SiteConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** In place of Boot's, whose messages know no plurals. */
    @Bean
    IcuMessageSource messageSource() {
        return new IcuMessageSource("webclient/messages", CategoryNames.BUNDLE);
    }

    /** An address with a slash too many leads to the page. Not for every path: {@code //host/} would lead to another site. */
    @Bean
    FilterRegistrationBean<UrlHandlerFilter> trailingSlashes() {
        FilterRegistrationBean<UrlHandlerFilter> filter =
                new FilterRegistrationBean<>(UrlHandlerFilter.trailingSlashHandler(
                                "/events/**", "/orders/**", "/organizer/**", "/account/**", "/signin", "/signup")
                        .redirect(HttpStatus.PERMANENT_REDIRECT)
                        .build());
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 20);
        return filter;
    }

    /** Around all other filters, since some of them redirect. */
    @Bean
    FilterRegistrationBean<PrefixFilter> prefixes(PathPrefix prefix) {
        FilterRegistrationBean<PrefixFilter> filter = new FilterRegistrationBean<>(new PrefixFilter(prefix));
        filter.setEnabled(!prefix.isEmpty());
        filter.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR);
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }

    @Bean
    WebMvcConfigurer visitorsEverywhere(Visitors visitors, SharedPages pages) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(pages).addPathPatterns("/", "/events/*");
                registry.addInterceptor(visitors).excludePathPatterns("/assets/**", "/webjars/**", "/posters/**");
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(visitors);
            }
        };
    }
}
