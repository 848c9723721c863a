package dev.hearth.node;

import dev.hearth.inference.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a text recogniser read, by the best path of its connectionist temporal classification: at
 * each step the likeliest class; repetitions are one, and class 0 is a gap.
 *
 * @param text the characters read
 * @param confidence the mean probability of these characters, 0 if there are none
 */
record Reading(String text, double confidence) {
  /** The characters of a recogniser in the order of its classes; the last class is the space. */
  static List<String> alphabet(Path file) throws IOException {
    return Files.readAllLines(file);
  }

  /**
   * Reads one picture's answer.
   *
   * @param steps probabilities, FP32 {@code [1, steps, classes]}
   */
  static Reading of(Tensor steps, List<String> alphabet) {
    int classes = Math.toIntExact(steps.dimension(2));
    float[] probabilities = steps.floats();
    var text = new StringBuilder();
    double sum = 0;
    int read = 0;
    int last = 0;
    for (int step = 0; step < steps.dimension(1); step++) {
      int best = 0;
      for (int i = 1; i < classes; i++) {
        if (probabilities[step * classes + i] > probabilities[step * classes + best]) {
          best = i;
        }
      }
      if (best != 0 && best != last) {
        text.append(best <= alphabet.size() ? alphabet.get(best - 1) : " ");
        sum += probabilities[step * classes + best];
        read++;
      }
      last = best;
    }
    return new Reading(text.toString().strip(), read == 0 ? 0 : sum / read);
  }
}
