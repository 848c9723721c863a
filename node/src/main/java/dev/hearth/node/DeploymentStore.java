package dev.hearth.node;

import java.util.List;

/** What is deployed, kept across restarts. A call that returns has made its change durable. */
interface DeploymentStore extends AutoCloseable {
  void put(StoredModel model);

  void remove(String name);

  /** Everything, in the order of names. */
  List<StoredModel> all();

  @Override
  void close();
}
