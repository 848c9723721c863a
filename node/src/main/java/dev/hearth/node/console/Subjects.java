package dev.hearth.node.console;

import dev.hearth.gateway.console.Feed;
import java.util.List;
import java.util.Optional;

/** What is deployed on a node, as a feed needs it. On the event loop. */
public interface Subjects {
  Optional<Subject> find(String key);

  /** Whose instances a function of the kernel has; also of one that retires. */
  Optional<Owner> owner(int function);

  /**
   * A model, function or graph.
   *
   * @param functions handles in the kernel of what is served, the one described by policies first
   * @param loaded whether it takes requests
   * @param problem why it cannot be called
   * @param parts keys of what it calls, if it is a graph
   */
  record Subject(
      String kind,
      String name,
      List<Feed.Version> versions,
      List<Integer> functions,
      boolean loaded,
      Optional<String> problem,
      List<String> parts) {}

  /** A version of something that is deployed, or was. */
  record Owner(String key, String version) {}
}
