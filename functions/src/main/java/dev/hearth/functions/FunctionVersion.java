package dev.hearth.functions;

import java.util.Optional;

/**
 * A version of a function that can be served.
 *
 * @param name of the function
 * @param version {@code $LATEST} or a number
 * @param arn its name in AWS's form, with the version
 * @param configuration what its owner says of it
 * @param code its code, absent for container images
 */
public record FunctionVersion(
    String name,
    String version,
    String arn,
    FunctionConfiguration configuration,
    Optional<Code> code) {
  public static final String LATEST = "$LATEST";
}
