package io.holdfast.mail;

import java.time.Instant;
import java.util.Map;

/**
 * What a mail told.
 *
 * @param details what the mail is about
 * @param at when it was sent
 */
public record ToldTo(String to, String kind, Map<String, String> details, String what, Instant at) {}
