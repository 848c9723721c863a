package dev.hearth.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a policy may look at: live and read-only, never a copy. Valid during the call it is passed
 * to.
 */
public interface View {
  /** This node. */
  NodeView self();

  /** This node and the others as last heard of, in order of their handles. */
  List<NodeView> nodes();

  /** All pools, in order of their functions' handles. */
  List<? extends PoolView> pools();

  /** The pool that serves a function. */
  PoolView poolOf(int function);

  /**
   * The pool made for a function, which serves it unless it was grouped, or null if the function is
   * not deployed any more.
   */
  @Nullable PoolView ownPoolOf(int function);

  /** A function's own revision, also while it shares the pool of another. */
  Revision revisionOf(int function);

  /** Instances with nothing to do, the longest idle first. */
  Iterable<? extends InstanceView> idle();

  /** The instance with this handle, or the answer of {@link #hasInstance} is false. */
  InstanceView instance(int instance);

  boolean hasInstance(int instance);

  RunView runOf(long run);

  boolean hasRun(long run);
}
