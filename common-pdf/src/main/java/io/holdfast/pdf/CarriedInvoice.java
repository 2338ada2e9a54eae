package io.holdfast.pdf;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentCatalog;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;
import org.apache.pdfbox.pdmodel.graphics.color.PDOutputIntent;

/** An invoice for machines inside the one for people, as Factur-X 1.0 and ZUGFeRD 2 want it: in a document of PDF/A-3 (ISO 19005-3). */
final class CarriedInvoice {

    /** By this name programs find it. */
    private static final String FILE = "factur-x.xml";

    private static final String SRGB = "sRGB IEC61966-2.1";

    private final byte[] xml;
    private final Instant issuedAt;

    CarriedInvoice(byte[] xml, Instant issuedAt) {
        this.xml = xml;
        this.issuedAt = issuedAt;
    }

    /** Puts it into a document, and says there what its colours mean. */
    void embed(PDDocument document) throws IOException {
        PDDocumentCatalog catalog = document.getDocumentCatalog();
        PDComplexFileSpecification file = file(document);
        PDEmbeddedFilesNameTreeNode files = new PDEmbeddedFilesNameTreeNode();
        files.setNames(Map.of(FILE, file));
        PDDocumentNameDictionary names = new PDDocumentNameDictionary(catalog);
        names.setEmbeddedFiles(files);
        catalog.setNames(names);
        COSArray associated = new COSArray();
        associated.add(file);
        catalog.getCOSObject().setItem(COSName.getPDFName("AF"), associated);
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
        PDOutputIntent colours = new PDOutputIntent(document, new ByteArrayInputStream(profile));
        colours.setInfo(SRGB);
        colours.setOutputConditionIdentifier(SRGB);
        catalog.addOutputIntent(colours);
    }

    private PDComplexFileSpecification file(PDDocument document) throws IOException {
        PDEmbeddedFile content = new PDEmbeddedFile(document, new ByteArrayInputStream(xml), COSName.FLATE_DECODE);
        content.setSubtype("text/xml");
        content.setSize(xml.length);
        content.setModDate(GregorianCalendar.from(issuedAt.atZone(ZoneOffset.UTC)));
        PDComplexFileSpecification file = new PDComplexFileSpecification();
        file.setFile(FILE);
        file.setFileUnicode(FILE);
        file.setFileDescription("The invoice for machines (EN 16931)");
        file.setEmbeddedFile(content);
        file.setEmbeddedFileUnicode(content);
        // It says what the pages say.
        file.getCOSObject().setName("AFRelationship", "Alternative");
        return file;
    }

    /** What a document's metadata say of it, with a description of all that PDF/A does not know by itself. */
    static String metadata() {
        return """
            <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
            <pdfaid:part>3</pdfaid:part>
            <pdfaid:conformance>B</pdfaid:conformance>
            </rdf:Description>
            <rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#">
            <fx:DocumentType>INVOICE</fx:DocumentType>
            <fx:DocumentFileName>%s</fx:DocumentFileName>
            <fx:Version>1.0</fx:Version>
            <fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>
            </rdf:Description>
            <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
            <pdfaExtension:schemas><rdf:Bag>
            %s
            %s
            </rdf:Bag></pdfaExtension:schemas>
            </rdf:Description>
            """.formatted(
                        FILE,
                        schema(
                                "Factur-X",
                                "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
                                "fx",
                                List.of(
                                        property("DocumentType", "Text", "external"),
                                        property("DocumentFileName", "Text", "external"),
                                        property("Version", "Text", "external"),
                                        property("ConformanceLevel", "Text", "external"))),
                        schema(
                                "PDF/UA",
                                "http://www.aiim.org/pdfua/ns/id/",
                                "pdfuaid",
                                List.of(property("part", "Integer", "internal"))));
    }

    private static String schema(String name, String namespace, String prefix, List<String> properties) {
        return Stream.of(
                        List.of(
                                "<rdf:li rdf:parseType=\"Resource\">",
                                "<pdfaSchema:schema>%s</pdfaSchema:schema>".formatted(name),
                                "<pdfaSchema:namespaceURI>%s</pdfaSchema:namespaceURI>".formatted(namespace),
                                "<pdfaSchema:prefix>%s</pdfaSchema:prefix>".formatted(prefix),
                                "<pdfaSchema:property><rdf:Seq>"),
                        properties,
                        List.of("</rdf:Seq></pdfaSchema:property></rdf:li>"))
                .flatMap(List::stream)
                .collect(Collectors.joining("\n"));
    }

    private static String property(String name, String type, String category) {
        return """
            <rdf:li rdf:parseType="Resource">
            <pdfaProperty:name>%s</pdfaProperty:name>
            <pdfaProperty:valueType>%s</pdfaProperty:valueType>
            <pdfaProperty:category>%s</pdfaProperty:category>
            <pdfaProperty:description>%s</pdfaProperty:description>
            </rdf:li>""".formatted(name, type, category, name);
    }
}
