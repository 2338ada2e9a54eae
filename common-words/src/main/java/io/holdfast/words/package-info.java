/** The forms in which people write one word, as what is looked for and what it is looked for in are compared by. */
@NullMarked
package io.holdfast.words;

import org.jspecify.annotations.NullMarked;
