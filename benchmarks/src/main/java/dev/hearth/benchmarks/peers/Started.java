package dev.hearth.benchmarks.peers;

import java.util.List;

/**
 * A peer that runs and has given a right answer.
 *
 * @param version of what answers
 * @param answer what is known of the answer
 * @param generator the command of {@link HttpLoad}'s lines, or of those like it
 */
record Started(String version, String answer, Class<?> generator, List<String> arguments) {}
