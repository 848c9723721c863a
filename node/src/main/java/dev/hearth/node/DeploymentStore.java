package dev.hearth.node;

import java.util.List;

/** What is deployed, kept across restarts. A call that returns has made its change durable. */
interface DeploymentStore extends AutoCloseable {
  void put(StoredModel model);

  void remove(String name);

  /** Notes whether a model that is kept takes requests. */
  void setLoaded(String name, boolean loaded);

  /** Everything, in the order of names. */
  List<StoredModel> all();

  @Override
  void close();
}
