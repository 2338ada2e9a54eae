package io.holdfast.auth;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of auth-service.
 *
 * @param tokenTtl how long a token is valid; {@code currentuser} renews it from half of that on
 * @param sessionTtl how long a session lasts unless signed out
 * @param sessionIdle after how long without use a session ends
 * @param hashing how much of the machine hashing passwords may use
 * @param keys when signing keys are replaced
 * @param failures how many wrong passwords are allowed
 * @param signUps how many accounts may be created
 * @param mailRequests how many mails may be asked for
 * @param erasure what is asked before a person is forgotten
 */
@Validated
@ConfigurationProperties("holdfast.auth")
public record AuthProperties(
        @DefaultValue("15m") Duration tokenTtl,
        @DefaultValue("30d") Duration sessionTtl,
        @DefaultValue("14d") Duration sessionIdle,
        @DefaultValue Hashing hashing,
        @DefaultValue Keys keys,
        @DefaultValue Failures failures,
        @DefaultValue SignUps signUps,
        @DefaultValue MailRequests mailRequests,
        @DefaultValue Erasure erasure) {

    /**
     * An Argon2id hash takes about 30 ms of a core and 19 MiB.
     *
     * @param parallel how many at once; 0 for half of the cores
     * @param queue how many may wait; more are refused with {@code 503}
     * @param patience how long one may wait before it is refused
     * @param memory what a hash takes, from 64 KiB to 19 MiB; less than 19 MiB is for tests, and refused in production
     */
    public record Hashing(
            @Min(0) @DefaultValue("0") int parallel,
            @Min(0) @DefaultValue("500") int queue,
            @DefaultValue("15s") Duration patience,
            @DefaultValue("19MB") DataSize memory) {

        /** The first choice of OWASP's Password Storage Cheat Sheet, with two iterations. */
        public static final DataSize MEMORY = DataSize.ofMegabytes(19);

        private static final DataSize LEAST_MEMORY = DataSize.ofKilobytes(64);

        /** @throws IllegalArgumentException if the memory is out of its range */
        public Hashing {
            if (memory.compareTo(LEAST_MEMORY) < 0 || memory.compareTo(MEMORY) > 0) {
                throw new IllegalArgumentException("holdfast.auth.hashing.memory is from 64KB to 19MB");
            }
        }
    }

    /**
     * @param rotateEvery the age at which the signing key is replaced
     * @param publishAhead how long a new key is published before it signs, so that every verifier has it by then
     */
    public record Keys(
            @DefaultValue("30d") Duration rotateEvery,
            @DefaultValue("15s") Duration publishAhead) {}

    /**
     * @param window how long a failure counts
     * @param perAccount how many failures one client network may have with one e-mail address
     * @param perAddress how many failures one client network may have in all
     * @param remembered how many counts are kept at most
     */
    public record Failures(
            @DefaultValue("15m") Duration window,
            @Min(1) @DefaultValue("10") int perAccount,
            @Min(1) @DefaultValue("200") int perAddress,

            @Min(100) @Max(10_000_000) @DefaultValue("50000")
            int remembered) {}

    /**
     * @param window how long a new account counts
     * @param perAddress how many accounts one client network may create in that time; 0 for no limit. A mobile network has thousands of
     *     people behind one address, who all sign up before a sale begins
     * @param taken how many addresses that have an account already one client network may try in the window of {@link Failures}, whatever
     *     {@code perAddress} is
     * @param remembered how many counts are kept at most
     */
    public record SignUps(
            @DefaultValue("1m") Duration window,
            @Min(0) @DefaultValue("300") int perAddress,
            @Min(1) @DefaultValue("20") int taken,

            @Min(100) @Max(10_000_000) @DefaultValue("50000")
            int remembered) {}

    /**
     * Mails with links to verify, reset and sign in.
     *
     * @param window how long a request counts
     * @param perAddress how many mails may be asked for to one address
     * @param perNetwork how many mails one client network may ask for
     * @param remembered how many counts are kept at most
     */
    public record MailRequests(
            @DefaultValue("1h") Duration window,
            @Min(1) @DefaultValue("5") int perAddress,
            @Min(1) @DefaultValue("100") int perNetwork,

            @Min(100) @Max(10_000_000) @DefaultValue("50000")
            int remembered) {}

    /**
     * The services that know what a person still has to go to, or to hold.
     *
     * @param eventsUrl of events-service
     * @param ordersUrl of orders-service
     * @param timeout for each of them
     */
    public record Erasure(
            @DefaultValue("http://localhost:8102") URI eventsUrl,
            @DefaultValue("http://localhost:8103") URI ordersUrl,
            @DefaultValue("5s") Duration timeout) {}
}
