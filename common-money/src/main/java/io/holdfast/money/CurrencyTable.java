package io.holdfast.money;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads {@code currencies.txt}, which explains its columns. */
final class CurrencyTable {

    private static final String NONE = "-";
    private static final String WORTH_OF_A_DOLLAR = "~";

    static final List<Currency> ALL = read();
    static final Map<String, Currency> BY_CODE =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Currency::code, Function.identity()));

    /** Of the currencies that went out of use since 1999. */
    static final Map<String, String> SUCCESSORS = Map.ofEntries(
            Map.entry("ANG", "XCG"),
            Map.entry("ATS", "EUR"),
            Map.entry("AZM", "AZN"),
            Map.entry("BEF", "EUR"),
            Map.entry("BGN", "EUR"),
            Map.entry("BYR", "BYN"),
            Map.entry("CUC", "CUP"),
            Map.entry("CYP", "EUR"),
            Map.entry("DEM", "EUR"),
            Map.entry("EEK", "EUR"),
            Map.entry("ESP", "EUR"),
            Map.entry("FIM", "EUR"),
            Map.entry("FRF", "EUR"),
            Map.entry("GHC", "GHS"),
            Map.entry("GRD", "EUR"),
            Map.entry("HRK", "EUR"),
            Map.entry("IEP", "EUR"),
            Map.entry("ITL", "EUR"),
            Map.entry("LTL", "EUR"),
            Map.entry("LUF", "EUR"),
            Map.entry("LVL", "EUR"),
            Map.entry("MGF", "MGA"),
            Map.entry("MRO", "MRU"),
            Map.entry("MTL", "EUR"),
            Map.entry("MZM", "MZN"),
            Map.entry("NLG", "EUR"),
            Map.entry("PTE", "EUR"),
            Map.entry("ROL", "RON"),
            Map.entry("SDD", "SDG"),
            Map.entry("SIT", "EUR"),
            Map.entry("SKK", "EUR"),
            Map.entry("SLL", "SLE"),
            Map.entry("STD", "STN"),
            Map.entry("TMM", "TMT"),
            Map.entry("TRL", "TRY"),
            Map.entry("VEB", "VES"),
            Map.entry("VEF", "VES"),
            Map.entry("ZMK", "ZMW"),
            Map.entry("ZWL", "ZWG"));

    private CurrencyTable() {}

    private static List<Currency> read() {
        try (InputStream file = Objects.requireNonNull(CurrencyTable.class.getResourceAsStream("currencies.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.US_ASCII))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(CurrencyTable::currency)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Currency currency(String line) {
        String[] columns = line.split(" ", -1);
        return new Currency(
                columns[0],
                Integer.parseInt(columns[1]),
                columns[2].equals(NONE) ? null : Integer.valueOf(columns[2]),
                columns[3].equals(WORTH_OF_A_DOLLAR) ? null : new BigDecimal(columns[3]),
                new BigDecimal(columns[4]));
    }
}
