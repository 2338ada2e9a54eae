package io.holdfast.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** The controller parameters this module knows: {@link Caller}, {@link Operator}, {@link IdempotencyKey}, {@link PageRequest}, {@link TableRequest}. */
final class Arguments {

    private Arguments() {}

    static List<HandlerMethodArgumentResolver> resolvers() {
        return List.of(
                new Resolver(Caller.class) {
                    @Override
                    @Nullable
                    Caller value(NativeWebRequest request) {
                        return caller();
                    }

                    @Override
                    ProblemException missing() {
                        return ProblemException.unauthenticated();
                    }
                },
                new Resolver(Operator.class) {
                    @Override
                    @Nullable
                    Operator value(NativeWebRequest request) {
                        Caller caller = caller();
                        if (caller != null && !caller.rights().operator()) {
                            throw ProblemException.notFound();
                        }
                        return caller == null ? null : new Operator(caller);
                    }

                    @Override
                    ProblemException missing() {
                        return ProblemException.unauthenticated();
                    }
                },
                new Resolver(IdempotencyKey.class) {
                    @Override
                    @Nullable
                    IdempotencyKey value(NativeWebRequest request) {
                        String key = request.getHeader(IdempotencyKey.HEADER);
                        return key == null ? null : new IdempotencyKey(key);
                    }

                    @Override
                    ProblemException missing() {
                        return ProblemException.invalid(IdempotencyKey.HEADER, "is required");
                    }
                },
                new Resolver(PageRequest.class) {
                    @Override
                    PageRequest value(NativeWebRequest request) {
                        String size = request.getParameter("size");
                        String cursor = request.getParameter("cursor");
                        return new PageRequest(
                                size == null || size.isEmpty() ? PageRequest.DEFAULT_SIZE : number(size),
                                cursor == null || cursor.isEmpty() ? null : cursor);
                    }

                    @Override
                    ProblemException missing() {
                        return ProblemException.invalid("size", "is required");
                    }
                },
                new TableResolver());
    }

    private static @Nullable Caller caller() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication authentication
                ? authentication.getPrincipal()
                : null;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw ProblemException.invalid("size", "must be between 1 and " + PageRequest.MAX_SIZE);
        }
    }

    private abstract static class Resolver implements HandlerMethodArgumentResolver {

        private final Class<?> type;

        Resolver(Class<?> type) {
            this.type = type;
        }

        abstract @Nullable Object value(NativeWebRequest request);

        abstract ProblemException missing();

        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.nestedIfOptional().getNestedParameterType() == type;
        }

        @Override
        public @Nullable Object resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @Nullable WebDataBinderFactory binders) {
            Object value = value(request);
            if (parameter.getParameterType() == Optional.class) {
                return Optional.ofNullable(value);
            }
            if (value == null && !parameter.isOptional()) {
                throw missing();
            }
            return value;
        }
    }

    private static final class TableResolver implements HandlerMethodArgumentResolver {

        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == TableRequest.class;
        }

        /** The method answers by itself, as one with the response for a parameter. */
        @Override
        public TableRequest resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @Nullable WebDataBinderFactory binders) {
            Objects.requireNonNull(container).setRequestHandled(true);
            return new TableRequest(
                    request.getParameter("separator"),
                    request.getParameter("headings"),
                    Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class)),
                    Objects.requireNonNull(request.getNativeResponse(HttpServletResponse.class)));
        }
    }
}
