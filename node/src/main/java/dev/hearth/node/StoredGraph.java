package dev.hearth.node;

/**
 * A graph as it is kept: one row, so that each change is one write.
 *
 * @param version how often it was deployed under its name
 * @param manifest as it was sent
 */
record StoredGraph(String name, int version, String manifest) {}
