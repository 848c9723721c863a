package dev.hearth.benchmarks.soak;

/** One thing that has to hold, what was seen, and whether it held. */
record Rule(String text, String seen, boolean held) {}
