package io.holdfast.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;

/** Tables as answers, in the way that programs and spreadsheets of the reader's language expect. */
public final class TableAnswers {

    private final AnswerLanguage languages;

    public TableAnswers(AnswerLanguage languages) {
        this.languages = languages;
    }

    /**
     * In which language columns and states are called, which the headers of the answer tell.
     *
     * @return empty for keys, the same for all readers
     * @throws ProblemException {@code 400} when there are no such headings, or no such separator
     */
    public Optional<Locale> words(TableRequest table) {
        String headings = table.headings();
        if (headings == null || headings.equals("keys")) {
            return Optional.empty();
        }
        if (!headings.equals("words")) {
            throw ProblemException.invalid("headings", "must be keys or words");
        }
        // Before the headers are set: a problem has others.
        separator(table);
        Locale reader = languages.of(table.request()).orElse(Locale.ENGLISH);
        HttpServletResponse response = table.response();
        response.setHeader(HttpHeaders.CONTENT_LANGUAGE, reader.toLanguageTag());
        response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE + ", " + HttpHeaders.COOKIE);
        return Optional.of(reader);
    }

    /**
     * Begins a CSV file, which is sent while it is written.
     *
     * @param name of the file
     * @throws ProblemException {@code 400} when there is no such separator
     */
    public CsvTable csv(String name, List<String> titles, TableRequest table) throws IOException {
        CsvTable.Separator separator = separator(table);
        HttpServletResponse response = table.response();
        attach(response, CsvTable.TYPE, name);
        if (!response.containsHeader(HttpHeaders.VARY)) {
            response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE);
        }
        return new CsvTable(response.getWriter(), separator, titles);
    }

    /** Makes the answer a file to be kept. */
    public static void attach(HttpServletResponse response, String type, String name) {
        response.setContentType(type);
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment().filename(name).build().toString());
    }

    private static CsvTable.Separator separator(TableRequest table) {
        HttpServletRequest request = table.request();
        // Without the header it would be the language of this machine.
        boolean isKnown = request.getHeader(HttpHeaders.ACCEPT_LANGUAGE) != null;
        return CsvTable.Separator.of(table.separator(), isKnown ? request.getLocale() : Locale.ROOT);
    }
}
