package dev.hearth.cli.top;

/** A version of a model, or of a function. */
record Key(String name, String version, boolean function) {
  Key(String model, String version) {
    this(model, version, false);
  }
}
