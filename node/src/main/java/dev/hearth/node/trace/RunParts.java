package dev.hearth.node.trace;

/**
 * Where the time of a run went, in nanoseconds.
 *
 * @param at when a thread began with it, by the node's clock, or −1
 * @param input gathering of a batch, tokenizing and the like
 * @param engine inside the engine, or the function
 * @param output what came after
 */
public record RunParts(long at, long input, long engine, long output) {
  public static final RunParts UNKNOWN = new RunParts(-1, 0, 0, 0);
}
