package io.holdfast.pdf;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSInteger;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentCatalog;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDMarkInfo;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureTreeRoot;
import org.apache.pdfbox.pdmodel.interactive.viewerpreferences.PDViewerPreferences;
import org.jspecify.annotations.Nullable;

/**
 * A document to print, in any writing system, with title, language and structure as PDF/UA-1 (ISO 14289-1) wants them. For one thread.
 */
public final class PdfDocument implements AutoCloseable {

    private final PDDocument document = new PDDocument();
    private final PDResources resources = new PDResources();
    private final COSDictionary fontResources = new COSDictionary();
    private final Map<Typeface, EmbeddedFont> fonts = new LinkedHashMap<>();
    private final Map<PdfPicture, String> pictures = new HashMap<>();
    private final List<PdfPage> pages = new ArrayList<>();
    private final PDStructureTreeRoot structure = new PDStructureTreeRoot();
    private final Tag root = Tag.root(structure);
    private final String title;
    private final Locale language;
    private @Nullable CarriedInvoice invoice;
    private boolean hasNumbers;

    /** @param language of what is not a name */
    public PdfDocument(String title, Locale language) {
        this.title = title;
        this.language = language;
        resources.getCOSObject().setItem(COSName.FONT, fontResources);
        describe();
    }

    /**
     * Puts an invoice for machines into the document, which is PDF/A-3b (ISO 19005-3) then and says so, as Factur-X and ZUGFeRD want it.
     *
     * @param xml a Cross Industry Invoice of the profile EN 16931, which says what the pages say
     */
    public void carry(byte[] xml, Instant issuedAt) {
        invoice = new CarriedInvoice(xml, issuedAt);
    }

    public Locale language() {
        return language;
    }

    /** Whether the document's language is written from right to left. */
    public boolean isRightToLeft() {
        return Direction.isRightToLeft(language);
    }

    /** What contains everything else. */
    public Tag root() {
        return root;
    }

    /** A new page of a size in points. */
    public PdfPage addPage(float width, float height) {
        PDPage page = new PDPage(new PDRectangle(width, height));
        page.setResources(resources);
        page.setStructParents(pages.size());
        page.getCOSObject().setItem(COSName.getPDFName("Tabs"), COSName.S);
        document.addPage(page);
        PdfPage added = new PdfPage(this, page);
        pages.add(added);
        return added;
    }

    /** Whether a letter that no font here has was printed as its Unicode number, such as {@code [U+1F9FF]}, which is to be explained. */
    public boolean hasNumbers() {
        return hasNumbers;
    }

    /** The finished file. Nothing can be drawn any more. */
    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            for (PdfPage page : pages) {
                byte[] content = page.content().getBytes(StandardCharsets.US_ASCII);
                page.page()
                        .setContents(new PDStream(document, new ByteArrayInputStream(content), COSName.FLATE_DECODE));
            }
            for (EmbeddedFont font : fonts.values()) {
                font.embed(document);
            }
            structure.getCOSObject().setItem(COSName.PARENT_TREE, owners());
            structure.setParentTreeNextKey(pages.size());
            if (invoice != null) {
                invoice.embed(document);
            }
            byte[] metadata = metadata().getBytes(StandardCharsets.UTF_8);
            document.getDocumentCatalog().setMetadata(new PDMetadata(document, new ByteArrayInputStream(metadata)));
            document.save(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        try {
            document.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    EmbeddedFont font(Typeface typeface) {
        return fonts.computeIfAbsent(typeface, _ -> {
            try {
                EmbeddedFont font = new EmbeddedFont("F" + fonts.size(), typeface);
                fontResources.setItem(COSName.getPDFName(font.resource()), font.dictionary());
                return font;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** The name of a picture in content. */
    String register(PdfPicture picture) {
        return pictures.computeIfAbsent(picture, _ -> {
            try {
                return resources.add(picture.in(document)).getName();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    void note(TextBlock text) {
        hasNumbers |= text.hasNumbers();
    }

    private void describe() {
        PDDocumentCatalog catalog = document.getDocumentCatalog();
        document.setVersion(1.7f);
        document.getDocumentInformation().setTitle(title);
        catalog.setLanguage(language.toLanguageTag());
        PDMarkInfo marked = new PDMarkInfo();
        marked.setMarked(true);
        catalog.setMarkInfo(marked);
        PDViewerPreferences preferences = new PDViewerPreferences(new COSDictionary());
        preferences.setDisplayDocTitle(true);
        if (isRightToLeft()) {
            preferences.setReadingDirection(PDViewerPreferences.READING_DIRECTION.R2L);
        }
        catalog.setViewerPreferences(preferences);
        catalog.setStructureTreeRoot(structure);
    }

    private String metadata() {
        return """
            <?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
            <dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>
            <pdfuaid:part>1</pdfuaid:part>
            </rdf:Description>
            %s</rdf:RDF></x:xmpmeta>
            <?xpacket end="w"?>
            """.formatted(
                        escaped(title), language.toLanguageTag(), invoice == null ? "" : CarriedInvoice.metadata());
    }

    private static String escaped(String text) {
        return text.replaceAll("\\p{Cc}", " ")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }

    /** From what is drawn on each page to where it belongs. */
    private COSDictionary owners() {
        COSArray numbers = new COSArray();
        for (int page = 0; page < pages.size(); page++) {
            numbers.add(COSInteger.get(page));
            COSArray owners = new COSArray();
            pages.get(page).owners().forEach(owners::add);
            numbers.add(owners);
        }
        COSDictionary tree = new COSDictionary();
        tree.setItem(COSName.NUMS, numbers);
        return tree;
    }
}
