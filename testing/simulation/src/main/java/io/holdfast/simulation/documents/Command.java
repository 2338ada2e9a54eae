package io.holdfast.simulation.documents;

import org.bson.BsonDocument;

/** A command at work. It is carried out in steps, each of which changes one document at most. */
interface Command {

    /**
     * Takes the next step.
     *
     * @return false if there was none left
     * @throws ServerError then there is none left, and this is the answer
     */
    boolean step();

    /** The answer, once there is no step left. */
    BsonDocument reply();
}
