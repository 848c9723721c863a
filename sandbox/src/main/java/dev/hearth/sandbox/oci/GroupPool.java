package dev.hearth.sandbox.oci;

import dev.hearth.sandbox.linux.Cgroup;
import dev.hearth.sandbox.linux.Cgroups;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Control groups that are kept when their container ends and renamed for the next one, since the
 * kernel makes and removes them one after another, under one lock (Li et al., RunD: A Lightweight
 * Secure Container Runtime for High-density Deployment and High-concurrency Startup in Serverless
 * Computing, ATC 2022). Only version 1 of control groups can rename; with version 2 each is made
 * anew. Thread-safe.
 */
final class GroupPool {
  private final Cgroups cgroups;
  private final String parent;
  private final int most;
  private final ArrayDeque<Cgroup> spare = new ArrayDeque<>();
  private long sequence;

  /** Empty, without what an earlier run left. */
  GroupPool(Cgroups cgroups, String parent, int most) throws IOException {
    this.cgroups = cgroups;
    this.parent = "/" + parent;
    this.most = cgroups.unified() ? 0 : most;
    close();
  }

  Cgroup named(String name) {
    return cgroups.at(parent + "/" + name);
  }

  /** A group for a new container; runc makes it if none is kept. */
  Cgroup take(String name) throws IOException {
    Cgroup kept = poll();
    return kept == null ? named(name) : kept.rename(parent + "/" + name);
  }

  private synchronized @org.jspecify.annotations.Nullable Cgroup poll() {
    return spare.poll();
  }

  /** Takes back one without processes, or removes it. */
  void give(Cgroup group) throws IOException {
    String name = "spare-";
    synchronized (this) {
      if (spare.size() >= most) {
        name = "";
      } else {
        name += sequence++;
      }
    }
    if (name.isEmpty()) {
      group.remove();
      return;
    }
    keep(group, parent + "/" + name);
  }

  private void keep(Cgroup group, String name) throws IOException {
    try {
      group.forget();
      Cgroup kept = group.rename(name);
      synchronized (this) {
        spare.add(kept);
      }
    } catch (IOException e) {
      group.remove(); // what was renamed of it in part could never be given again
    }
  }

  /** Removes all there are; no container may be left in one. */
  final void close() throws IOException {
    cgroups.at(parent).removeAll();
  }
}
