package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import jakarta.servlet.http.Cookie;
import java.lang.reflect.Field;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.ApplicationContext;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.RequestBuilder;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Pages as HTML, with services that answer as the contract defines. Its classes share one application, but those with settings of their own. */
@SpringBootTest(
        properties = {
            "spring.config.name=web-client",
            // Long, so that no test fails because the machine is busy.
            "holdfast.webclient.connect-timeout=1m",
            "holdfast.webclient.read-timeout=1m"
        })
@AutoConfigureMockMvc
abstract class PagesFixture {

    /** As long-lived as the application that is given its address. */
    static final FakeServices SERVICES = new FakeServices();

    @Autowired
    private ApplicationContext application;

    @Autowired
    MockMvc mvc;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry registry) {
        for (String service : new String[] {"auth", "events", "orders", "payments"}) {
            registry.add("holdfast.webclient." + service + "-url", SERVICES::url);
        }
    }

    @BeforeEach
    final void reset() throws ReflectiveOperationException {
        SERVICES.reset();
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.event("e1", "Requiem", "low", 9));
        forgetEarlierTests();
    }

    /** Empties all caches of the application: it outlives tests, in which the same event is another one. */
    private void forgetEarlierTests() throws ReflectiveOperationException {
        for (String name : application.getBeanDefinitionNames()) {
            Class<?> type = application.getType(name);
            if (type != null && type.getName().startsWith("io.holdfast.webclient.")) {
                for (Field field : type.getDeclaredFields()) {
                    empty(application.getBean(name), field);
                }
            }
        }
    }

    private static void empty(Object bean, Field field) throws ReflectiveOperationException {
        if (Cache.class.isAssignableFrom(field.getType())) {
            field.setAccessible(true);
            ((Cache<?, ?>) field.get(bean)).invalidateAll();
        } else if (AsyncCache.class.isAssignableFrom(field.getType())) {
            field.setAccessible(true);
            ((AsyncCache<?, ?>) field.get(bean)).synchronous().invalidateAll();
        }
    }

    /** The script gives it to what is called so; otherwise the keyboard begins at the top of the page again. */
    static void assertGetsTheFocus(Document page) {
        assertThat(page.select("#problems[tabindex=-1]")).hasSize(1);
    }

    static MockHttpServletRequestBuilder signedIn(MockHttpServletRequestBuilder request) {
        return request.cookie(new Cookie("holdfast_session", FakeServices.TOKEN));
    }

    MockHttpServletResponse perform(MockHttpServletRequestBuilder request) throws Exception {
        return send(request.header("Accept-Language", "en-GB").header("Accept", "text/html"));
    }

    MockHttpServletResponse send(RequestBuilder request) throws Exception {
        return mvc.perform(request).andReturn().getResponse();
    }

    static Document html(MockHttpServletResponse response) throws Exception {
        return Jsoup.parse(response.getContentAsString());
    }
}
