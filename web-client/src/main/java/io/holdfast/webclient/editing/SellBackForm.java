package io.holdfast.webclient.editing;

/** The part of an event's form that is about selling tickets back, as typed. */
public final class SellBackForm {

    private String allowed = "";
    private String minutesBefore = "";

    /** {@code yes} if it is ticked, else empty. */
    public String getAllowed() {
        return allowed;
    }

    public void setAllowed(String allowed) {
        this.allowed = allowed;
    }

    public String getMinutesBefore() {
        return minutesBefore;
    }

    public void setMinutesBefore(String minutesBefore) {
        this.minutesBefore = minutesBefore;
    }
}
