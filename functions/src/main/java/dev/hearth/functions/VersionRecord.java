package dev.hearth.functions;

import java.util.Optional;

/**
 * What is kept of one version of a function.
 *
 * @param version {@code $LATEST} or a number
 * @param sha256 of its package in hexadecimal, absent for container images
 * @param codeBytes size of its package, 0 for container images
 * @param revision changes whenever anything of it does
 * @param modifiedMillis when it changed last, in milliseconds since 1970
 */
public record VersionRecord(
    String version,
    FunctionConfiguration configuration,
    Optional<String> sha256,
    long codeBytes,
    String revision,
    long modifiedMillis) {
  VersionRecord as(String number, FunctionConfiguration published, String newRevision) {
    return new VersionRecord(number, published, sha256, codeBytes, newRevision, modifiedMillis);
  }

  VersionRecord withConfiguration(FunctionConfiguration changed, String newRevision, long now) {
    return new VersionRecord(version, changed, sha256, codeBytes, newRevision, now);
  }

  /** Whether it does the same, whatever it is called and described as. */
  boolean sameAs(VersionRecord other) {
    return sha256.equals(other.sha256)
        && configuration.withDescription("").equals(other.configuration.withDescription(""));
  }
}
