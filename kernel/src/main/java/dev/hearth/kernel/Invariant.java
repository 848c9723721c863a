package dev.hearth.kernel;

/** What must hold after every input, whatever the world does. */
public enum Invariant {
  /** Each submitted invocation gets exactly one outcome. */
  ONE_OUTCOME,
  /** What is reserved and shared fits into the node, and the ledger agrees with a recount. */
  LEDGER,
  /** No run exceeds its instance's rows, and no instance its slots. */
  ROWS_AND_SLOTS,
  /** Instances and invocations change only along their lifecycles. */
  LEGAL_TRANSITIONS,
  /** No invocation waits while an instance could take it, unless its policy wants it to wait. */
  NO_NEEDLESS_WAIT,
  /** What is counted as it happens equals a recount. */
  COUNTERS
}
