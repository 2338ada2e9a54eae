package io.holdfast.orders.receipt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A Cross Industry Invoice as it is written, element by element. */
final class XmlText {

    private static final String UNCEFACT = "urn:un:unece:uncefact:data:standard:";

    /** What XML cannot contain, in whichever form. */
    private static final Pattern FORBIDDEN =
            Pattern.compile("[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final XMLStreamWriter writer;

    XmlText() {
        try {
            writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What writes a part. */
    @FunctionalInterface
    private interface Part {
        void write() throws XMLStreamException;
    }

    void root(Runnable content) {
        write(() -> {
            writer.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
            writer.writeStartElement("rsm:CrossIndustryInvoice");
            writer.writeAttribute("xmlns:rsm", UNCEFACT + "CrossIndustryInvoice:100");
            writer.writeAttribute("xmlns:ram", UNCEFACT + "ReusableAggregateBusinessInformationEntity:100");
            writer.writeAttribute("xmlns:udt", UNCEFACT + "UnqualifiedDataType:100");
            content.run();
            writer.writeEndElement();
            writer.writeEndDocument();
            writer.flush();
        });
    }

    void in(String element, Runnable content) {
        write(() -> {
            writer.writeStartElement(element);
            content.run();
            writer.writeEndElement();
        });
    }

    void empty(String element) {
        write(() -> writer.writeEmptyElement(element));
    }

    void text(String element, String text) {
        write(() -> {
            writer.writeStartElement(element);
            characters(text);
        });
    }

    /** With an attribute. */
    void text(String element, String attribute, String value, String text) {
        write(() -> {
            writer.writeStartElement(element);
            writer.writeAttribute(attribute, value);
            characters(text);
        });
    }

    private void characters(String text) throws XMLStreamException {
        writer.writeCharacters(FORBIDDEN.matcher(text).replaceAll("\uFFFD"));
        writer.writeEndElement();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    private static void write(Part part) {
        try {
            part.write();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }
}
