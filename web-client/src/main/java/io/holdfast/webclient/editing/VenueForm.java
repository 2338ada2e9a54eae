package io.holdfast.webclient.editing;

/** The part of an event's form that is about the venue, as typed. */
public final class VenueForm {

    private String name = "";
    private String address = "";
    private String city = "";
    private String country = "";

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getAddress() {
        return address;
    }

    public void setAddress(String address) {
        this.address = address;
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
