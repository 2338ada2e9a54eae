package io.holdfast.mail;

/** A detail by which a service asks for its mails, such as the order that they are about: a bean of the service, for the index. */
public record MailDetail(String name) {}
