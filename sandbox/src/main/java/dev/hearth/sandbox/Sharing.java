package dev.hearth.sandbox;

/** What sandboxes of one provider hold in common. */
public enum Sharing {
  /** Nothing that can be written or grows with use. */
  NONE,
  /** Files or code that is only read. */
  CODE,
  /** Pages of a parent process, copied when written. */
  PAGES,
  /** One process. */
  PROCESS
}
