package dev.hearth.simulator.command;

/** Which Hearth this is, as the launcher says. */
final class Release {
  private Release() {}

  /** Version and, where it is known, the revision of the sources. */
  static String name() {
    var version = System.getProperty("hearth.version", "development");
    var revision = System.getProperty("hearth.revision", "");
    return revision.isEmpty() ? version : version + " (" + revision + ")";
  }
}
