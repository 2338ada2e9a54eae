package io.holdfast.simulation.machine;

import java.security.SecureRandom;
import java.util.Random;

/** Takes the place of {@code new Random()} in simulated classes: numbers of the machine that runs, also where it is kept in a static field. */
public final class SeededRandom extends Random {

    public SeededRandom() {
        super(0);
    }

    @Override
    protected int next(int bits) {
        Machine machine = Machine.find();
        return (machine == null ? 0 : machine.random().nextInt()) >>> (32 - bits);
    }

    /** Takes the place of {@code new SecureRandom()}. */
    public static final class Secure extends SecureRandom {

        public Secure() {
            super();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            Machine.current().random().nextBytes(bytes);
        }
    }
}
