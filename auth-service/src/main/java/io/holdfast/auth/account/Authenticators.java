package io.holdfast.auth.account;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.exception.DataConversionException;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticatorTransport;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.VerificationException;
import io.holdfast.mail.MailProperties;
import io.holdfast.web.ProblemException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Checks what authenticators answer (Web Authentication, level 3), with WebAuthn4J. The site they know is the address of the pages; its
 * host is the relying party's id. Each has to have verified its user, by a finger, a face or a PIN, so that a passkey is two factors.
 */
@Component
class Authenticators {

    /** As the standard recommends, the best first: EdDSA, ES256, RS256. */
    static final List<Long> ALGORITHMS = List.of(-8L, -7L, -257L);

    private static final Logger log = LoggerFactory.getLogger(Authenticators.class);

    /**
     * A new credential.
     *
     * @param credential its id, in Base64 for addresses
     * @param data its id and public key, in Base64
     */
    record Attested(
            String credential,
            String data,
            long signatures,
            boolean backupEligible,
            boolean backedUp,
            Set<String> transports) {}

    /**
     * A use of a credential, not verified yet.
     *
     * @param user the account that the authenticator keeps with it; null if it tells none
     */
    record Assertion(
            String challenge, String credential, @Nullable String user, AuthenticationData data) {}

    /** What a verified use tells. */
    record Used(long signatures, boolean backedUp) {}

    private final ObjectConverter converter = new ObjectConverter();
    private final AttestedCredentialDataConverter credentials = new AttestedCredentialDataConverter(converter);
    private final WebAuthnManager manager = WebAuthnManager.createNonStrictWebAuthnManager(converter);
    private final String site;
    private final Origin origin;
    private final boolean production;

    Authenticators(MailProperties pages, @Value("${holdfast.production:false}") boolean production) {
        this.production = production;
        URI links = pages.links();
        this.site = Objects.requireNonNull(links.getHost(), "holdfast.mail.links has no host");
        this.origin = new Origin(links.getScheme() + "://" + links.getRawAuthority());
    }

    /** False where browsers come by another host than the one that is configured, since no one configured it. */
    boolean areUsable() {
        return !production || !site.equals("localhost");
    }

    /** The relying party's id. */
    String site() {
        return site;
    }

    /** The challenge that an answer is for. */
    String challengeOfNew(String answer) {
        return read(
                () -> challenge(manager.parseRegistrationResponseJSON(answer).getCollectedClientData()));
    }

    /** @throws ProblemException 400 if it does not pass a check */
    Attested verifyNew(String answer) {
        String challenge = challengeOfNew(answer);
        List<PublicKeyCredentialParameters> algorithms = ALGORITHMS.stream()
                .map(algorithm -> new PublicKeyCredentialParameters(
                        PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(algorithm)))
                .toList();
        RegistrationData verified = read(() -> manager.verifyRegistrationResponseJSON(
                answer, new RegistrationParameters(expected(challenge), algorithms, true, true)));
        AuthenticatorData<?> device =
                Objects.requireNonNull(verified.getAttestationObject()).getAuthenticatorData();
        AttestedCredentialData credential = Objects.requireNonNull(device.getAttestedCredentialData());
        return new Attested(
                base64(credential.getCredentialId()),
                Base64.getEncoder().encodeToString(credentials.convert(credential)),
                device.getSignCount(),
                device.isFlagBE(),
                device.isFlagBS(),
                transports(verified.getTransports()));
    }

    /** @throws ProblemException 400 if it is none */
    Assertion read(String answer) {
        return read(() -> assertion(manager.parseAuthenticationResponseJSON(answer)));
    }

    /** The library's arrays may be null, which NullAway does not read from its annotations. */
    @SuppressWarnings("NullAway")
    private static Assertion assertion(AuthenticationData data) {
        byte[] user = data.getUserHandle();
        byte[] credential = Objects.requireNonNull(data.getCredentialId());
        return new Assertion(
                challenge(data.getCollectedClientData()),
                base64(credential),
                user == null ? null : new String(user, StandardCharsets.UTF_8),
                data);
    }

    /** What it tells; empty if it does not pass a check, such as that of its signature. */
    Optional<Used> verify(Assertion assertion, Passkey passkey) {
        AttestedCredentialData credential =
                credentials.convert(Base64.getDecoder().decode(passkey.data()));
        CredentialRecordImpl record = new CredentialRecordImpl(
                new NoneAttestationStatement(),
                true,
                passkey.backupEligible(),
                passkey.backedUp(),
                passkey.signatures(),
                credential,
                null,
                null,
                null,
                null);
        try {
            AuthenticatorData<?> device = Objects.requireNonNull(manager.verify(
                            assertion.data(),
                            new AuthenticationParameters(expected(assertion.challenge()), record, null, true, true))
                    .getAuthenticatorData());
            return Optional.of(new Used(device.getSignCount(), device.isFlagBS()));
        } catch (VerificationException | DataConversionException | IllegalArgumentException e) {
            log.info("A use of passkey {} was refused: {}", passkey.id(), e.toString());
            return Optional.empty();
        }
    }

    private ServerProperty expected(String challenge) {
        return ServerProperty.builder()
                .origin(origin)
                .rpId(site)
                .challenge(new DefaultChallenge(challenge))
                .build();
    }

    private static String challenge(@Nullable CollectedClientData client) {
        return base64(Objects.requireNonNull(client).getChallenge().getValue());
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Set<String> transports(@Nullable Set<AuthenticatorTransport> transports) {
        return transports == null
                ? Set.of()
                : transports.stream().map(AuthenticatorTransport::getValue).collect(Collectors.toSet());
    }

    /** Whatever a client sends as an answer must not fail in any other way, and the library fails in many. */
    private static <T> T read(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (RuntimeException e) {
            boolean wasChecked = e instanceof VerificationException || e instanceof DataConversionException;
            log.info(
                    "An answer of an authenticator was refused: {}",
                    wasChecked ? e.toString() : "it lacks what every answer has");
            throw ProblemException.invalid("credential", "is not what an authenticator answers to this");
        }
    }

    /** For options: which credentials an authenticator knows already. */
    List<String> idsOf(List<Passkey> passkeys) {
        return passkeys.stream()
                .map(passkey ->
                        credentials.extractCredentialId(Base64.getDecoder().decode(passkey.data())))
                .map(Authenticators::base64)
                .toList();
    }
}
