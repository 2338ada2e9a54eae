package io.holdfast.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import java.util.List;
import org.bson.BSONException;
import org.bson.Document;
import org.bson.json.JsonParseException;
import org.jspecify.annotations.Nullable;

/**
 * The receipt of an entry of a waiting room: that the room had it, as number so many, with the fingerprint of the seed that it has promised. It
 * does not tell when.
 *
 * @param statement five lines, which the signature is of
 * @param signature Ed25519, in base64url
 * @param publicKey of the room, in base64url
 */
record EntryReceipt(
        String statement,
        String signature,
        String publicKey,
        String event,
        String entry,
        int number,
        String commitment) {

    private static final String KIND = "holdfast-entry-1";
    private static final int KEY_SIZE = 32;

    /** @param shown as the API shows an entry to who made it */
    static EntryReceipt parse(String shown) {
        try {
            Document document = Document.parse(shown);
            Document receipt = document.get("receipt", Document.class);
            String statement = receipt.getString("statement");
            List<String> lines = statement.lines().toList();
            if (lines.size() != 5 || !lines.getFirst().equals(KIND)) {
                throw new CommandFailed("This is no receipt of " + KIND + ".");
            }
            return new EntryReceipt(
                    statement,
                    receipt.getString("signature"),
                    document.get("room", Document.class).getString("publicKey"),
                    lines.get(1),
                    lines.get(2),
                    Integer.parseInt(lines.get(3)),
                    lines.get(4));
        } catch (JsonParseException
                | BSONException
                | ClassCastException
                | NullPointerException
                | NumberFormatException e) {
            throw new CommandFailed("This is no receipt: " + e.getMessage(), e);
        }
    }

    /**
     * What is wrong, if this is a receipt of that draw.
     *
     * @param roomsKey which is to have signed it; null if it is not known
     */
    List<String> wrongWith(
            String drawnEvent, String drawnCommitment, List<String> drawnEntries, @Nullable String roomsKey) {
        if (!isSigned() || (roomsKey != null && !roomsKey.equals(publicKey))) {
            return List.of("the receipt was not signed by the room's key");
        }
        if (!event.equals(drawnEvent)) {
            return List.of("the receipt is of event %s, the draw of %s".formatted(event, drawnEvent));
        }
        if (!commitment.equals(drawnCommitment)) {
            return List.of("the receipt promises another seed, whose SHA-256 is " + commitment);
        }
        if (number > drawnEntries.size()) {
            return List.of(
                    "entry %s has a receipt as number %d, and %d were drawn: it came after the draw, or was left out"
                            .formatted(entry, number, drawnEntries.size()));
        }
        return number > 0 && drawnEntries.get(number - 1).equals(entry)
                ? List.of()
                : List.of("entry %s has a receipt as number %d, and is not that in the list".formatted(entry, number));
    }

    private boolean isSigned() {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key());
            verifier.update(statement.getBytes(UTF_8));
            return verifier.verify(Base64.getUrlDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /** From 32 bytes as RFC 8032 has them: the second coordinate, its lowest byte first, with a sign of the first one in the highest bit. */
    private PublicKey key() throws GeneralSecurityException {
        byte[] encoded = Base64.getUrlDecoder().decode(publicKey);
        if (encoded.length != KEY_SIZE) {
            throw new IllegalArgumentException("A key has %d bytes".formatted(KEY_SIZE));
        }
        byte[] coordinate = new byte[KEY_SIZE];
        for (int i = 0; i < KEY_SIZE; i++) {
            coordinate[i] = encoded[KEY_SIZE - 1 - i];
        }
        boolean odd = coordinate[0] < 0;
        coordinate[0] &= 0x7f;
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(
                        NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, coordinate))));
    }
}
