package io.holdfast.auth.key;

/**
 * A private key as {@link KeyEncryption} has it stored.
 *
 * @param by the id of the encryption key that the data key is encrypted with
 * @param dataKey nonce and AES-256-GCM of the key that the private key is encrypted with, in Base64
 * @param privateKey nonce and AES-256-GCM of the private key's PKCS#8, in Base64
 */
public record SealedKey(String by, String dataKey, String privateKey) {}
