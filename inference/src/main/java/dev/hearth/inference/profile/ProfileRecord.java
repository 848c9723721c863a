package dev.hearth.inference.profile;

import dev.hearth.kernel.Profile;

/**
 * A profile as it is kept.
 *
 * @param digest of what was profiled: a model's file, with what a pipeline puts around it
 * @param machine it was measured on
 * @param model the name it was profiled under
 * @param inputs what the inputs were like
 * @param epochSecond when it was made
 */
public record ProfileRecord(
    String digest, String machine, String model, String inputs, long epochSecond, Profile profile) {
  public ProfileRecord {
    for (String text : new String[] {digest, machine, model, inputs}) {
      if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "'%s' must be one line of text, and not empty".formatted(text));
      }
    }
  }
}
