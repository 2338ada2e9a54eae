package io.holdfast.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Subjects of mails, which name what people typed. */
final class Subjects {

    private static final String BEGINS_AN_ENCODED_WORD = "=?";

    /** Of a word: with its frame and the name of the header before it, its line has at most 76 characters (RFC 2047, §2). */
    private static final int MOST_BYTES = 39;

    private Subjects() {}

    /** Sets the subject, in one line, so that it is read as it was typed: also one that looks as if it was encoded. */
    static void set(MimeMessage message, String subject) throws MessagingException {
        String line = subject.replaceAll("\\p{Cntrl}+", " ");
        if (line.contains(BEGINS_AN_ENCODED_WORD)) {
            message.setHeader("Subject", String.join("\r\n ", encodedWords(line)));
        } else {
            message.setSubject(line, StandardCharsets.UTF_8.name());
        }
    }

    private static List<String> encodedWords(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        int bytes = 0;
        for (int letter : text.codePoints().toArray()) {
            int length = Character.toString(letter).getBytes(StandardCharsets.UTF_8).length;
            if (bytes + length > MOST_BYTES) {
                words.add(encodedWord(part.toString()));
                part.setLength(0);
                bytes = 0;
            }
            part.appendCodePoint(letter);
            bytes += length;
        }
        words.add(encodedWord(part.toString()));
        return words;
    }

    private static String encodedWord(String part) {
        return BEGINS_AN_ENCODED_WORD + "UTF-8?B?"
                + Base64.getEncoder().encodeToString(part.getBytes(StandardCharsets.UTF_8)) + "?=";
    }
}
