package dev.hearth.cli.top;

/** A version of a model. */
record Key(String model, String version) {}
