package dev.hearth.gateway.inference;

import dev.hearth.inference.Datatype;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The names of datatypes, which are the same in every form of the protocol. */
public final class Datatypes {
  private static final Map<String, Datatype> BY_NAME =
      Arrays.stream(Datatype.values()).collect(Collectors.toUnmodifiableMap(Enum::name, d -> d));

  private Datatypes() {}

  public static Optional<Datatype> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /**
   * The sentence for a name that no datatype has.
   *
   * @param label whose datatype it is
   */
  public static String unknown(String label, String name) {
    return "%s has datatype '%s', which is not one of %s"
        .formatted(
            label,
            name,
            String.join(" ", Arrays.stream(Datatype.values()).map(Enum::name).toList()));
  }
}
