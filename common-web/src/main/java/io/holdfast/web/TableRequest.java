package io.holdfast.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * The table that is wanted: a controller parameter made from {@code ?separator=} and {@code ?headings=}. The method answers by
 * {@link TableAnswers} and returns nothing.
 *
 * @param separator null for the one that spreadsheets in the request's language expect
 * @param headings {@code keys}, {@code words}, or null for keys
 */
public record TableRequest(
        @Nullable String separator,
        @Nullable String headings,
        HttpServletRequest request,
        HttpServletResponse response) {}
