package io.holdfast.events.picture;

/** Why there is no picture. */
enum PictureProblem {
    /** Its address is not one that anybody on the Internet can reach, or not of the web. */
    ADDRESS_NOT_ALLOWED,
    /** Its host did not answer, not in time, or with an error. */
    UNREACHABLE,
    /** It has too many bytes. */
    TOO_LARGE,
    /** It has too many pixels. */
    TOO_MANY_PIXELS,
    /** It is no JPEG, PNG, GIF or BMP, whatever it is called. */
    NO_PICTURE
}
