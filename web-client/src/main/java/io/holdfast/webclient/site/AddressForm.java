package io.holdfast.webclient.site;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A name and a postal address, as typed. Fields are named as in the API. */
public abstract class AddressForm {

    private String name = "";
    private String street = "";
    private String postalCode = "";
    private String city = "";
    private String country = "";

    /** Fills the form. */
    protected final void fill(String name, String street, @Nullable String postalCode, String city, String country) {
        this.name = name;
        this.street = street;
        this.postalCode = Objects.toString(postalCode, "");
        this.city = city;
        this.country = country;
    }

    /** What was typed, without spaces around it; null for nothing. */
    protected static @Nullable String orNone(String typed) {
        return typed.isBlank() ? null : typed.strip();
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getStreet() {
        return street;
    }

    public void setStreet(String street) {
        this.street = street;
    }

    public String getPostalCode() {
        return postalCode;
    }

    public void setPostalCode(String postalCode) {
        this.postalCode = postalCode;
    }

    public String getCity() {
        return city;
    }

    public void setCity(String city) {
        this.city = city;
    }

    public String getCountry() {
        return country;
    }

    public void setCountry(String country) {
        this.country = country;
    }
}
