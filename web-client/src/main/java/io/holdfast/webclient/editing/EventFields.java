package io.holdfast.webclient.editing;

import io.holdfast.language.Language;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The fields of an event's form: their names, and how the page refers to them. */
final class EventFields {

    static final String SELL_BACK = "sellBack.allowed";
    static final String SELL_BACK_MINUTES = "sellBack.minutesBefore";
    static final String SALES_PAUSED = "salesPaused";
    static final String LOST_DISPUTES = "lostDisputesStopTickets";
    static final String PROOF_OF_WORK = "proofOfWork";
    static final String FEE_BY_SELLER = "fee.paidBySeller";
    static final String TAX_ADDED = "taxAdded";
    static final String OPENS_AT = "waitingRoom.opensAt";
    static final String ADMIT_PER_MINUTE = "waitingRoom.admitPerMinute";
    static final String HOLDERS_AT_ONCE = "waitingRoom.holdersAtOnce";

    static final String TRANSLATIONS = "translations";

    private static final Pattern OF_A_LANGUAGE = Pattern.compile("translations\\[(\\w+)].*|.*\\.names\\[(\\w+)]");
    private static final Pattern REQUESTED_TEXT = Pattern.compile("translations\\.(\\w+)(\\.\\w+)?");
    private static final Pattern REQUESTED_NAME = Pattern.compile("(tiers\\[\\d+]\\.names)\\.(\\w+)");

    /** The fields that are compared with a newer version of the event, in the order of the page. */
    static final List<String> OF_EVENT = List.of(
            "name",
            "description",
            "category",
            "imageUrl",
            "startsAt",
            "endsAt",
            "timezone",
            "venue.name",
            "venue.address",
            "venue.city",
            "venue.country",
            "currency",
            "salesStart",
            "salesEnd",
            "maxPerBuyer",
            SELL_BACK,
            SELL_BACK_MINUTES,
            SALES_PAUSED,
            LOST_DISPUTES,
            PROOF_OF_WORK,
            OPENS_AT,
            ADMIT_PER_MINUTE,
            HOLDERS_AT_ONCE,
            "returnUntil",
            "fee.fixed",
            "fee.rate",
            FEE_BY_SELLER,
            "language");

    private static final List<String> OF_TIER =
            List.of("id", "name", "price", "capacity", "maxPerOrder", "maxPerBuyer", "seating", "taxRate", TAX_ADDED);

    private static final Set<String> SENT_UNSEEN = Set.of("status", "version");

    private EventFields() {}

    /** The names of all parameters that are bound to the form. */
    static String[] bound() {
        Stream<String> tiers = IntStream.range(0, EventForm.MOST_TIERS)
                .boxed()
                .flatMap(index -> Stream.concat(
                                OF_TIER.stream(),
                                TranslationForm.LANGUAGES.stream().map(EventFields::nameIn))
                        .map(field -> ofTier(index, field)));
        return Stream.of(OF_EVENT.stream(), ofLanguages(), Stream.of("version", "known"), tiers)
                .flatMap(names -> names)
                .toArray(String[]::new);
    }

    /** The fields with the event's texts in further languages. */
    static Stream<String> ofLanguages() {
        return TranslationForm.LANGUAGES.stream()
                .flatMap(tag -> Stream.of(ofLanguage(tag, "name"), ofLanguage(tag, "description")));
    }

    static String ofLanguage(String tag, String field) {
        return "translations[" + tag + "]." + field;
    }

    /** The field of a tier with its name in a further language. */
    static String nameIn(String tag) {
        return "names[" + tag + "]";
    }

    /** The further language that a field is in; empty if it is in none. */
    static Optional<Language> languageOf(String field) {
        Matcher matcher = OF_A_LANGUAGE.matcher(field);
        return matcher.matches()
                ? Language.of(matcher.group(1) == null ? matcher.group(2) : matcher.group(1))
                : Optional.empty();
    }

    static String ofTier(int index, String field) {
        return "tiers[" + index + "]." + field;
    }

    /** The id of a field's input on the page. */
    static String id(String field) {
        return "f-" + field.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("-$", "");
    }

    /** The field of the form whose input a field of the request came from; empty if it has none. */
    static String inputOf(String requestField) {
        if (requestField.matches("tiers\\[\\d+]\\.seating.+")) {
            return requestField.substring(0, requestField.indexOf("seating") + "seating".length());
        }
        Matcher text = REQUESTED_TEXT.matcher(requestField);
        if (text.matches()) {
            return "translations[" + text.group(1) + "]" + Objects.toString(text.group(2), "");
        }
        Matcher name = REQUESTED_NAME.matcher(requestField);
        if (name.matches()) {
            return name.group(1) + "[" + name.group(2) + "]";
        }
        if (requestField.equals("sellBack")) {
            return SELL_BACK;
        }
        return SENT_UNSEEN.contains(requestField) ? "" : requestField;
    }

    /** The index of the tier that a field belongs to; -1 if it belongs to none. */
    static int tierOf(String field) {
        return field.matches("tiers\\[\\d{1,2}]\\..*")
                ? Integer.parseInt(field.substring("tiers[".length(), field.indexOf(']')))
                : -1;
    }

    /** Key of the message that names a field. */
    static String labelKey(String field) {
        return switch (field.replaceAll("\\[\\w+]", "")) {
            case "name" -> "create.name";
            case "description" -> "create.description";
            case "category" -> "create.category";
            case "startsAt" -> "create.starts";
            case "endsAt" -> "create.ends";
            case "timezone" -> "create.timezone";
            case "venue.name" -> "create.venue";
            case "venue.address" -> "create.address";
            case "venue.city" -> "create.city";
            case "venue.country" -> "create.country";
            case "currency" -> "create.currency";
            case "salesStart" -> "create.sales.start";
            case "salesEnd" -> "create.sales.end";
            case "tiers.name" -> "create.tier.name";
            case "tiers.price" -> "create.tier.price";
            case "tiers.capacity" -> "create.tier.capacity";
            case "tiers.maxPerOrder" -> "create.tier.most";
            case "tiers.maxPerBuyer" -> "create.tier.most.buyer";
            case "tiers.seating" -> "create.tier.seats";
            case "maxPerBuyer" -> "create.most.buyer";
            case SELL_BACK -> "create.sellback";
            case SELL_BACK_MINUTES -> "create.sellback.minutes";
            case SALES_PAUSED -> "create.paused";
            case LOST_DISPUTES -> "create.lost";
            case PROOF_OF_WORK -> "create.proof";
            case OPENS_AT -> "create.waiting.opens";
            case ADMIT_PER_MINUTE -> "create.waiting.minute";
            case HOLDERS_AT_ONCE -> "create.waiting.holders";
            case "returnUntil" -> "edit.return";
            case "tiers.taxRate" -> "create.tier.tax";
            case "tiers.taxAdded" -> "create.tier.tax.added";
            case "fee.fixed" -> "create.fee.fixed";
            case "fee.rate" -> "create.fee.rate";
            case FEE_BY_SELLER -> "create.fee.seller";
            case "imageUrl" -> "create.image";
            case "language" -> "create.language";
            case TRANSLATIONS -> "create.languages";
            case "translations.name" -> "create.name";
            case "translations.description" -> "create.description";
            case "tiers.names" -> "create.tier.name";
            default -> "create.tickets";
        };
    }
}
