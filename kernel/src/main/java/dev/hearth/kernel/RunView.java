package dev.hearth.kernel;

/** One run. */
public interface RunView extends Members {
  long id();

  InstanceView instance();

  InvocationView member(int index);

  long startedAt();

  Grant grant();

  /** Whether its last mark was {@link Mark#BLOCKED}. */
  boolean blocked();
}
