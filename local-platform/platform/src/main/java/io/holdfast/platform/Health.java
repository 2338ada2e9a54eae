package io.holdfast.platform;

/**
 * @param up whether everything can serve
 * @param json the same for each part, for the body of an answer
 */
record Health(boolean up, String json) {}
