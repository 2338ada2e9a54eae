package io.holdfast.webclient.editing;

/** The part of an event's form that is about its waiting room, as typed; without a time there is none. */
public final class WaitingRoomForm {

    private String opensAt = "";
    private String admitPerMinute = "";
    private String holdersAtOnce = "";

    public String getOpensAt() {
        return opensAt;
    }

    public void setOpensAt(String opensAt) {
        this.opensAt = opensAt;
    }

    public String getAdmitPerMinute() {
        return admitPerMinute;
    }

    public void setAdmitPerMinute(String admitPerMinute) {
        this.admitPerMinute = admitPerMinute;
    }

    public String getHoldersAtOnce() {
        return holdersAtOnce;
    }

    public void setHoldersAtOnce(String holdersAtOnce) {
        this.holdersAtOnce = holdersAtOnce;
    }
}
