package io.holdfast.web;

import io.holdfast.language.Language;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.ConstraintViolationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.ConversionNotSupportedException;
import org.springframework.beans.TypeMismatchException;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MultipartException;
import tools.jackson.core.JacksonException;

/** Turns exceptions into the one form of error that clients receive (RFC 9457). */
final class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private static final String TYPE_PREFIX = "urn:holdfast:problem:";

    private final List<ProblemTranslator> translators;
    private final AnswerLanguage languages;
    private final ProblemTexts texts = new ProblemTexts();

    Problems(List<ProblemTranslator> translators, AnswerLanguage languages) {
        this.translators = List.copyOf(translators);
        this.languages = languages;
    }

    /**
     * The response for {@code thrown}, in the reader's language.
     *
     * @param path becomes {@code instance}
     */
    ResponseEntity<Map<String, Object>> answer(Throwable thrown, HttpServletRequest request, String path) {
        String method = request.getMethod();
        ProblemException problem = problem(thrown);
        if (problem.status() == HttpStatus.INTERNAL_SERVER_ERROR) {
            log.error("{} {} failed", method, path, thrown);
        } else if (problem.status().is5xxServerError() && !(thrown instanceof ProblemException)) {
            log.warn("{} {} answered {}: {}", method, path, problem.status().value(), thrown.toString());
        }
        return answer(problem, headers(thrown), request, path);
    }

    /** The response where only a status is known. */
    ResponseEntity<Map<String, Object>> answer(HttpStatus status, HttpServletRequest request, String path) {
        return answer(of(status, detail(status)), HttpHeaders.EMPTY, request, path);
    }

    private ResponseEntity<Map<String, Object>> answer(
            ProblemException problem, HttpHeaders headers, HttpServletRequest request, String path) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(problem.status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (problem.status() == HttpStatus.UNAUTHORIZED) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        Duration retryAfter = problem.retryAfter();
        if (retryAfter == null && problem.status() == HttpStatus.SERVICE_UNAVAILABLE) {
            retryAfter = Duration.ofSeconds(2);
        }
        if (retryAfter != null) {
            long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
            answer.header(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        }
        Worded worded = worded(problem, request);
        return answer.headers(described -> AnswerLanguage.describe(worded.languages(), described))
                .body(body(problem, worded, path));
    }

    /** What of a problem is for people; the rest is the same in every language. */
    private record Worded(String title, String detail, List<Map<String, Object>> errors, String languages) {}

    private Worded worded(ProblemException problem, HttpServletRequest request) {
        String english = Language.ENGLISH.tag();
        Locale language = languages
                .of(request)
                .map(wanted -> Locale.of(wanted.getLanguage()))
                .orElse(Locale.ENGLISH);
        if (language.equals(Locale.ENGLISH)) {
            return new Worded(title(problem.code()), problem.detail(), problem.errors(), english);
        }
        Optional<String> title = texts.title(problem.code(), language);
        Optional<String> detail = texts.detail(problem, language);
        List<Map<String, Object>> errors = texts.errors(problem, language);
        boolean isWhole = title.isPresent() && detail.isPresent();
        return new Worded(
                title.orElseGet(() -> title(problem.code())),
                detail.orElse(problem.detail()),
                errors,
                isWhole ? language.toLanguageTag() : language.toLanguageTag() + ", " + english);
    }

    private static Map<String, Object> body(ProblemException problem, Worded worded, String path) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", TYPE_PREFIX + problem.code());
        body.put("title", worded.title());
        body.put("status", problem.status().value());
        body.put("detail", worded.detail());
        body.put("instance", instance(path));
        body.put("code", problem.code());
        if (!worded.errors().isEmpty()) {
            body.put("errors", worded.errors());
        }
        problem.members().forEach(body::putIfAbsent);
        return body;
    }

    private ProblemException problem(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return problem;
            }
            for (ProblemTranslator translator : translators) {
                ProblemException problem = translator.translate(cause);
                if (problem != null) {
                    return problem;
                }
            }
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            ProblemException problem = known(cause);
            if (problem != null) {
                return problem;
            }
        }
        return of(HttpStatus.INTERNAL_SERVER_ERROR, detail(HttpStatus.INTERNAL_SERVER_ERROR));
    }

    private static @Nullable ProblemException known(Throwable thrown) {
        return switch (thrown) {
            case HttpMessageNotReadableException e -> unreadable(e);
            // An invalid return value is our error, not the client's.
            case HandlerMethodValidationException e
            when !e.isForReturnValue() ->
                invalid(e.getParameterValidationResults().stream()
                        .flatMap(result -> errors(result).stream())
                        .toList());
            case BindingResult e -> invalid(errors(e));
            case ConstraintViolationException e ->
                invalid(e.getConstraintViolations().stream()
                        .map(v -> error(v.getPropertyPath().toString(), v.getMessage()))
                        .toList());
            case MissingServletRequestParameterException e ->
                ProblemException.invalid(e.getParameterName(), "is required");
            case MethodArgumentTypeMismatchException e ->
                ProblemException.invalid(e.getName(), ExpectedValue.of(e.getRequiredType()));
            case ConversionNotSupportedException _ -> null;
            case TypeMismatchException e ->
                ProblemException.invalid(Objects.requireNonNullElse(e.getPropertyName(), "value"), "is not valid");
            case ErrorResponse e -> of(status(e.getStatusCode()), detail(e));
            case InvalidParameterException e ->
                of(status(HttpStatusCode.valueOf(e.getErrorCode())), "The parameters cannot be read.");
            case RequestRejectedException _ -> of(HttpStatus.BAD_REQUEST, "The address or a header is malformed.");
            case MultipartException _ -> of(HttpStatus.BAD_REQUEST, "The multipart body cannot be read.");
            case AuthenticationException _ -> ProblemException.unauthenticated();
            case AccessDeniedException _ -> of(HttpStatus.FORBIDDEN, detail(HttpStatus.FORBIDDEN));
            default -> null;
        };
    }

    private static ProblemException unreadable(HttpMessageNotReadableException e) {
        if (e.getCause() instanceof JacksonException json && !json.getPath().isEmpty()) {
            return ProblemException.invalid(path(json.getPath()), ExpectedValue.of(json));
        }
        return of(HttpStatus.BAD_REQUEST, "The body is missing or is not the JSON expected here.");
    }

    private static String path(List<JacksonException.Reference> references) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference reference : references) {
            String name = reference.getPropertyName();
            if (name == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(name);
            }
        }
        return path.toString();
    }

    private static ProblemException invalid(List<Map<String, Object>> errors) {
        return of(HttpStatus.BAD_REQUEST, "The request is not valid.").withErrors(errors);
    }

    private static List<Map<String, Object>> errors(ParameterValidationResult result) {
        if (result instanceof ParameterErrors errors) {
            return errors((Errors) errors);
        }
        String name = Objects.requireNonNullElse(result.getMethodParameter().getParameterName(), "value");
        List<Map<String, Object>> list = new ArrayList<>();
        for (MessageSourceResolvable message : result.getResolvableErrors()) {
            list.add(error(name, message.getDefaultMessage()));
        }
        return list;
    }

    private static List<Map<String, Object>> errors(Errors errors) {
        return errors.getAllErrors().stream()
                .map(e -> error(e instanceof FieldError field ? field.getField() : "body", e.getDefaultMessage()))
                .distinct()
                .toList();
    }

    private static Map<String, Object> error(String field, @Nullable String message) {
        return Map.of("field", field, "message", Objects.requireNonNullElse(message, "is not valid"));
    }

    private static HttpHeaders headers(Throwable thrown) {
        return thrown instanceof ErrorResponse response ? response.getHeaders() : HttpHeaders.EMPTY;
    }

    private static ProblemException of(HttpStatus status, String detail) {
        return ProblemException.of(status, code(status), detail);
    }

    private static HttpStatus status(HttpStatusCode code) {
        HttpStatus status = HttpStatus.resolve(code.value());
        if (status != null) {
            return status;
        }
        return code.is4xxClientError() ? HttpStatus.BAD_REQUEST : HttpStatus.INTERNAL_SERVER_ERROR;
    }

    /** The code where only a status is known. */
    static String code(HttpStatus status) {
        return switch (status) {
            case BAD_REQUEST -> ProblemException.VALIDATION_FAILED;
            case UNAUTHORIZED -> "unauthenticated";
            case CONTENT_TOO_LARGE -> "body-too-large";
            case TOO_MANY_REQUESTS -> "rate-limited";
            case INTERNAL_SERVER_ERROR -> "internal-error";
            case SERVICE_UNAVAILABLE -> "unavailable";
            default -> status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
        };
    }

    private static String detail(ErrorResponse response) {
        HttpStatus status = status(response.getStatusCode());
        String detail = response.getBody().getDetail();
        // Spring's texts about paths and types are fit for clients, except that of a missing route.
        return detail == null || status == HttpStatus.NOT_FOUND || status.is5xxServerError() ? detail(status) : detail;
    }

    private static String detail(HttpStatus status) {
        return switch (status) {
            case BAD_REQUEST -> "The request is malformed.";
            case UNAUTHORIZED -> "Sign in first.";
            case FORBIDDEN -> "This is not allowed.";
            case NOT_FOUND -> "There is nothing here, or it is not yours.";
            case CONTENT_TOO_LARGE -> "The body is too large.";
            case INTERNAL_SERVER_ERROR -> "Something went wrong on our side. It has been logged.";
            case SERVICE_UNAVAILABLE -> "Something this needs cannot be reached right now. Try again shortly.";
            default -> status.getReasonPhrase() + ".";
        };
    }

    /** The code's words. */
    static String title(String code) {
        String words = code.replace('-', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** The path as a URI reference, which RFC 9457 requires; the path of a malformed request may not be one. */
    private static String instance(String path) {
        try {
            return new URI(path).toString();
        } catch (URISyntaxException e) {
            return "/";
        }
    }
}
