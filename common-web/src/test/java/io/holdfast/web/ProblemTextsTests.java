package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.language.Language;
import io.holdfast.language.MessageCheck;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProblemTextsTests {

    private static final Path REPOSITORY = Path.of("..");

    /** What Hibernate Validator and Spring say, and not this code. */
    private static final Set<String> OF_LIBRARIES = Set.of(
            "field.blank",
            "field.empty",
            "field.null",
            "field.size",
            "field.least",
            "field.most",
            "detail.method",
            "detail.content-type",
            "detail.acceptable");

    /** What no page leads to: a person meets it only in a program of their own. */
    private static final Set<String> OF_PROGRAMS = Set.of(
            "Idempotency-Key must be 1 to 255 visible characters.",
            "Too many seat maps are asked for. Try again shortly.",
            "This replica is stopping. Try again.",
            "You asked for large seat maps too often. Ask for them compressed, and only if they have changed.",
            "Too many are watching already. Ask for the availability without a stream.",
            "There are many readers. Poll instead.",
            "This payment provider takes tokens only: POST /api/payments.",
            "The signature does not match the body.",
            "The body is not an event.",
            "Stripe could not be asked.");

    /** A constraint that has the words of Hibernate Validator. */
    private static final Pattern CONSTRAINT = Pattern.compile(
            "@(NotBlank|NotEmpty|NotNull|Size|Min|Max|Pattern|Email|Positive|PositiveOrZero|Negative|NegativeOrZero|Past|Future"
                    + "|PastOrPresent|FutureOrPresent|DecimalMin|DecimalMax|Digits|AssertTrue|AssertFalse)\\b(?!\\([^)]*message)");

    /** What is wrong with a field, where it is told without values. */
    private static final Pattern OF_FIELD = Pattern.compile(
            "(?:checks\\s*\\.(?:reject|accepts)|ProblemException\\s*\\.invalid|new BadQueryException)\\([^;\"]*(?:\"[^\"]*\"[^;\"]*)??\"([a-z][^\"]* [^\"]*)\"\\)");

    /** A whole sentence that is given to a problem. */
    private static final Pattern SENTENCE = Pattern.compile(
            "(?:ProblemException\\s*\\.(?:of|rateLimited|unavailable)|\\bof(?=\\((?:HttpStatus|status\\()))"
                    + "\\([^;\"]*(?:\"[a-z-]+\"[^;\"]*)?\"([A-Z][^\"]* [^\"]*)\"");

    private final ResourceBundle english = ResourceBundle.getBundle(ProblemTexts.BUNDLE, Locale.ROOT);
    private final ProblemTexts texts = new ProblemTexts();

    @Test
    void problemsSayTheSameInEveryLanguage() {
        assertThat(MessageCheck.problems(ProblemTexts.BUNDLE)).isEmpty();
    }

    @Test
    void anEnglishTitleIsTheWordsOfItsCode() {
        assertThat(keys("title."))
                .allSatisfy(key -> assertThat(english.getString(key)).isEqualTo(Problems.title(key.substring(6))));
    }

    @Test
    void everyCodeOfTheApiHasATitle() throws IOException {
        JsonNode api = JsonMapper.shared().readTree(Files.readString(REPOSITORY.resolve("docs/api/openapi.json")));
        Set<String> codes = new TreeSet<>();
        api.path("paths")
                .forEach(path -> path.forEach(call -> call.path("responses").forEachEntry((status, response) -> {
                    if (status.startsWith("4") || status.startsWith("5")) {
                        Pattern.compile("`([a-z-]+)`(?=:|, `)")
                                .matcher(response.path("description").asString(""))
                                .results()
                                .forEach(code -> codes.add(code.group(1)));
                    }
                })));

        assertThat(codes).hasSizeGreaterThan(30);
        assertThat(keys("title."))
                .containsAll(codes.stream().map(code -> "title." + code).toList());
    }

    /** A sentence that is reworded in the code would no longer be found. */
    @Test
    void everyEnglishSentenceIsOneThatTheCodeSays() throws IOException {
        String code = sources();

        assertThat(Stream.of("detail.", "field.").flatMap(kind -> keys(kind).stream()))
                .filteredOn(key -> !OF_LIBRARIES.contains(key))
                .allSatisfy(key -> assertThat(english.getString(key).split("\\{\\d}"))
                        .allSatisfy(part -> assertThat(code).contains(part.strip())));
    }

    /** Of the sentences without values: what people meet is there in their language. */
    @Test
    void everySentenceThatTheCodeSaysIsTranslated() throws IOException {
        Set<String> known = keys("detail.").stream().map(english::getString).collect(Collectors.toSet());

        assertThat(SENTENCE.matcher(sources())
                        .results()
                        .map(found -> found.group(1))
                        .filter(sentence -> sentence.endsWith(".") && sentence.indexOf('%') < 0))
                .hasSizeGreaterThan(50)
                .filteredOn(sentence -> !OF_PROGRAMS.contains(sentence))
                .isSubsetOf(known);
    }

    @Test
    void whatIsWrongWithAFieldIsTranslated() throws IOException {
        Set<String> known = keys("field.").stream().map(english::getString).collect(Collectors.toSet());

        assertThat(OF_FIELD.matcher(sources())
                        .results()
                        .map(found -> found.group(1))
                        .filter(text -> text.indexOf('%') < 0))
                .hasSizeGreaterThan(50)
                .isSubsetOf(known);
    }

    /** One of each kind that the code has, all of which are wrong. */
    private record Constrained(
            @NotBlank String blank,
            @NotEmpty String empty,
            @Nullable @NotNull String missing,
            @Size(min = 2, max = 3) String size,
            @Min(2) int least,
            @Max(2) int most) {}

    @Test
    void aConstraintSpeaksEveryLanguage() throws IOException {
        Set<String> kinds = Arrays.stream(Constrained.class.getRecordComponents())
                .flatMap(field -> Arrays.stream(field.getAccessor().getAnnotations()))
                .map(constraint -> constraint.annotationType().getSimpleName())
                .collect(Collectors.toSet());
        assertThat(CONSTRAINT.matcher(sources()).results().map(found -> found.group(1)))
                .isSubsetOf(kinds);

        Constrained wrong = new Constrained(" ", "", null, "long", 1, 3);
        try (ValidatorFactory factory = Validation.byDefaultProvider()
                .configure()
                .messageInterpolator(new ParameterMessageInterpolator(Set.of(Locale.ENGLISH), Locale.ENGLISH, false))
                .buildValidatorFactory()) {
            Set<String> messages = factory.getValidator().validate(wrong).stream()
                    .map(ConstraintViolation::getMessage)
                    .collect(Collectors.toSet());
            assertThat(messages).hasSize(6);
            for (String message : messages) {
                for (Language language : Language.values()) {
                    String translated = message(message, Locale.of(language.tag()));
                    assertThat(translated.equals(message))
                            .as("%s: %s", language, translated)
                            .isEqualTo(language == Language.ENGLISH);
                }
            }
        }
    }

    @Test
    void whatSpringSaysIsTranslated() {
        ProblemException method = ofSpring(new HttpRequestMethodNotSupportedException("PUT"));
        assertThat(texts.detail(method, Locale.GERMAN)).hasValue("Die Methode PUT gibt es hier nicht.");
        MediaType text = MediaType.parseMediaType("text/plain;charset=UTF-8");
        ProblemException type = ofSpring(new HttpMediaTypeNotSupportedException(text, List.of()));
        assertThat(texts.detail(type, Locale.JAPANESE)).hasValue("text/plain;charset=UTF-8形式の内容は受け付けていません。");
        ProblemException acceptable =
                ofSpring(new HttpMediaTypeNotAcceptableException(List.of(MediaType.APPLICATION_JSON)));
        assertThat(texts.detail(acceptable, Locale.FRENCH)).hasValue("Formats possibles\u00a0: application/json.");
    }

    private static ProblemException ofSpring(ErrorResponse response) {
        HttpStatus status = HttpStatus.valueOf(response.getStatusCode().value());
        String detail = Objects.requireNonNull(response.getBody().getDetail());
        return ProblemException.of(status, Problems.code(status), detail);
    }

    @Test
    void findsASentenceWithItsValues() {
        ProblemException held = ProblemException.of(
                HttpStatus.CONFLICT,
                "too-many-held",
                "One buyer may hold 4 tickets for this event at a time. Pay for those you hold, or give some up.");
        assertThat(texts.detail(held, Locale.FRENCH))
                .hasValue(
                        "Nombre maximal de billets qu’une personne peut réserver à la fois pour cet événement\u00a0: 4."
                                + " Payez ceux que vous avez réservés ou renoncez à certains.");

        ProblemException turn = ProblemException.of(
                HttpStatus.CONFLICT,
                "limit-reached",
                "With one turn, 10 tickets can be held in up to 3 orders, also those that are given up.");
        assertThat(texts.detail(turn, Locale.JAPANESE))
                .hasValueSatisfying(text -> assertThat(text).contains("10枚", "3件"));
    }

    @Test
    void namesTheStateOfAnOrderInTheLanguage() {
        ProblemException paid = ProblemException.of(
                HttpStatus.CONFLICT, "not-cancellable", "An order that is COMPLETED cannot become CANCELLED.");

        assertThat(texts.detail(paid, Locale.GERMAN))
                .hasValue("Eine Bestellung im Zustand „Bezahlt“ kann nicht in den Zustand „Zurückgegeben“ kommen.");
        ProblemException other =
                ProblemException.of(HttpStatus.CONFLICT, "not-cancellable", "An order that is ODD cannot become EVEN.");
        assertThat(texts.detail(other, Locale.GERMAN))
                .hasValue("Eine Bestellung im Zustand ODD kann nicht in den Zustand EVEN kommen.");
    }

    @Test
    void isolatesAValueThatRunsTheOtherWay() {
        ProblemException gone = ProblemException.of(HttpStatus.CONFLICT, "seats-taken", "A-1, A-2 cannot be had");

        assertThat(texts.detail(gone, Locale.of("ar"))).hasValue("\u2068A-1, A-2\u2069: غير متاح");
    }

    @Test
    void saysWhichFieldIsWrongAndHowManyMore() {
        ProblemException several = ProblemException.of(
                        HttpStatus.BAD_REQUEST,
                        ProblemException.VALIDATION_FAILED,
                        "name must not be blank (and 2 more)")
                .withErrors(List.of(Map.of("field", "name", "message", "must not be blank")));

        assertThat(texts.detail(several, Locale.GERMAN)).hasValue("name darf nicht leer sein (und 2 weitere)");
    }

    @Test
    void aRuleWithWordsOfItsOwnIsNotTakenForOneWithAValue() {
        assertThat(message("must be at most 366 days after startsAt", Locale.GERMAN))
                .isEqualTo("darf höchstens 366 Tage nach dem Beginn liegen");
        assertThat(message("must be between 2000 and 2200", Locale.JAPANESE)).isEqualTo("2000年から2200年までにしてください");
        assertThat(message("must have at most 30000 characters together", Locale.of("es")))
                .isEqualTo("máximo de caracteres en total: 30000");
        assertThat(message("must have at most 200 characters", Locale.GERMAN)).doesNotContain("zusammen");
        assertThat(message("must be 0: no card can be charged in XAU, so pick another currency", Locale.FRENCH))
                .contains("XAU", "choisissez");
        assertThat(message("must not have the hidden character U+200B", Locale.GERMAN))
                .isEqualTo("darf das verborgene Zeichen U+200B nicht enthalten");
    }

    private String message(String english, Locale language) {
        ProblemException problem = ProblemException.invalid("field", english);
        return String.valueOf(texts.errors(problem, language).getFirst().get("message"));
    }

    @Test
    void whatIsNotTranslatedIsNotMadeUp() {
        ProblemException unknown = ProblemException.of(HttpStatus.CONFLICT, "new-code", "Something new 4 tickets.");

        assertThat(texts.detail(unknown, Locale.GERMAN)).isEmpty();
        assertThat(texts.title("new-code", Locale.GERMAN)).isEmpty();
        ProblemException endless =
                ProblemException.of(HttpStatus.CONFLICT, "x", "A".repeat(100_000) + " cannot be had");
        assertThat(texts.detail(endless, Locale.GERMAN)).isEmpty();
    }

    private Set<String> keys(String kind) {
        return Collections.list(english.getKeys()).stream()
                .filter(key -> key.startsWith(kind))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** All of the services, with the literals that a line was too short for put together, and apostrophes as in messages. */
    private static String sources() throws IOException {
        try (Stream<Path> modules = Files.list(REPOSITORY)) {
            return modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .flatMap(ProblemTextsTests::javaFiles)
                    .map(ProblemTextsTests::read)
                    .collect(Collectors.joining("\n"))
                    .replaceAll("\"\\s*\\+\\s*\"", "")
                    .replace("\\\"", "\"")
                    .replace('\'', '’');
        }
    }

    private static Stream<Path> javaFiles(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
