package io.holdfast.webclient.site;

import io.holdfast.webclient.backend.Accounts;
import io.holdfast.webclient.backend.TracedThreads;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;

/** Looks up the visitor while the page is being made, and passes a renewed session on to the browser. */
@Component
class Visitors implements HandlerInterceptor, HandlerMethodArgumentResolver {

    private static final String ATTRIBUTE = Visitor.class.getName();

    private final Accounts accounts;
    private final SessionRelay relay;
    private final PathPrefix prefix;
    private final Executor threads = TracedThreads.executor();

    Visitors(Accounts accounts, SessionRelay relay, PathPrefix prefix) {
        this.prefix = prefix;
        this.accounts = accounts;
        this.relay = relay;
    }

    /** The visitor of this request. */
    Visitor of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Visitor visitor) {
            return visitor;
        }
        Visitor visitor = lookUp(request);
        request.setAttribute(ATTRIBUTE, visitor);
        return visitor;
    }

    private Visitor lookUp(HttpServletRequest request) {
        Cookie cookie = relay.of(request);
        if (cookie == null) {
            return Visitor.anonymous(ClientAddress.of(request));
        }
        String token = cookie.getValue();
        return new Visitor(
                token,
                ClientAddress.of(request),
                CompletableFuture.supplyAsync(() -> accounts.current(cookie.getName(), token), threads));
    }

    /** Adds the visitor to the page's model and a renewed session to the response. */
    void addTo(HttpServletRequest request, HttpServletResponse response, ModelAndView page) {
        Visitor visitor = of(request);
        if (!response.isCommitted()) {
            relay.relay(visitor.cookies(), response);
        }
        String view = page.getViewName();
        if (view != null && !view.startsWith("redirect:")) {
            page.addObject("visitor", visitor);
            page.addObject("pageAddress", ReturnTo.shown(request, prefix));
        }
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        of(request);
        return true;
    }

    @Override
    public void postHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable ModelAndView page) {
        if (page != null) {
            addTo(request, response, page);
        }
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Visitor.class;
    }

    @Override
    public Visitor resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        HttpServletRequest servletRequest = request.getNativeRequest(HttpServletRequest.class);
        if (servletRequest == null) {
            throw new IllegalStateException("not a servlet request");
        }
        return of(servletRequest);
    }
}
