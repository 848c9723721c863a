package dev.hearth.node;

import java.util.List;
import java.util.Set;

/**
 * What is deployed, kept across restarts. A call that returns has made its change durable; one that
 * is cut short has changed all or nothing.
 */
interface DeploymentStore extends AutoCloseable {
  /** Keeps a model as it is now, in place of what was kept of that name. */
  void put(StoredVersions model);

  void remove(String name);

  /** SHA-256 digests of all files that what is kept names. */
  Set<String> digests();

  /** Everything, in the order of names. */
  List<StoredVersions> all();

  /** Keeps a graph, in place of what was kept of that name. */
  void putGraph(StoredGraph graph);

  void removeGraph(String name);

  /** All graphs, in the order of names. */
  List<StoredGraph> graphs();

  @Override
  void close();
}
