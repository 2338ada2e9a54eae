/**
 * The messages between services: past-tense facts, each carrying the whole public state of its aggregate and
 * that aggregate's version. A concert is an <em>event</em> ({@link io.holdfast.contracts.EventState}); what JetStream
 * carries is a <em>message</em>.
 */
@NullMarked
package io.holdfast.contracts;

import org.jspecify.annotations.NullMarked;
