package io.holdfast.orders.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.transform.stream.StreamSource;
import net.sf.saxon.s9api.Processor;
import net.sf.saxon.s9api.SaxonApiException;
import net.sf.saxon.s9api.Xslt30Transformer;
import net.sf.saxon.s9api.XsltExecutable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Electronic invoices by the rules of EN 16931, as CEN publishes them for this syntax. */
class InvoiceRulesTests {

    private static final String RULES = "/external/schematron/1.3.16/cii/EN16931-CII-validation.xslt";
    private static final Pattern BROKEN = Pattern.compile("<svrl:failed-assert [^>]*id=\"([^\"]+)\"");

    private static final Processor SAXON = new Processor(false);
    private static XsltExecutable rules;

    @BeforeAll
    static void readRules() throws Exception {
        try (InputStream file = Objects.requireNonNull(InvoiceRulesTests.class.getResourceAsStream(RULES), RULES)) {
            rules = SAXON.newXsltCompiler().compile(new StreamSource(file));
        }
    }

    static Set<String> kinds() {
        return SampleReceipts.all().keySet();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void keepsEveryRule(String kind) throws Exception {
        assertThat(broken(xml(kind))).isEmpty();
    }

    @Test
    void theRulesFindWhatIsWrong() throws Exception {
        String right = xml("one rate");

        assertThat(broken(right.replaceFirst("(<ram:GrandTotalAmount>)", "$19")))
                .contains("BR-CO-15");
        assertThat(broken(right.replaceFirst("(<ram:TaxBasisTotalAmount>)", "$19")))
                .contains("BR-CO-13");
        assertThat(broken(right.replaceFirst("(<ram:CalculatedAmount>)", "$19")))
                .contains("BR-CO-14", "BR-CO-17");
        assertThat(broken(right.replaceFirst("<ram:CountryID>DE</ram:CountryID>", "")))
                .contains("BR-09");
        assertThat(broken(right.replaceFirst(">EUR<", ">EURO<"))).contains("BR-CL-04");
    }

    private static String xml(String kind) {
        Receipt receipt = Objects.requireNonNull(SampleReceipts.all().get(kind));
        return new String(ElectronicInvoice.of(receipt).orElseThrow(), StandardCharsets.UTF_8);
    }

    private static List<String> broken(String xml) throws SaxonApiException {
        StringWriter report = new StringWriter();
        Xslt30Transformer transformer = rules.load30();
        byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
        transformer.transform(new StreamSource(new ByteArrayInputStream(bytes)), SAXON.newSerializer(report));
        assertThat(report.toString()).as("rules that were asked").contains("<svrl:fired-rule");
        return BROKEN.matcher(report.toString())
                .results()
                .map(rule -> rule.group(1))
                .toList();
    }
}
