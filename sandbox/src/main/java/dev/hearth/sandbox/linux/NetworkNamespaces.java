package dev.hearth.sandbox.linux;

import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Network namespaces kept for the next sandbox, since the kernel takes long to end one. A sandbox
 * has no capability to change its network, so nothing of the one before is left in it.
 */
public final class NetworkNamespaces implements AutoCloseable {
  private final int most;
  private final ArrayDeque<NetworkNamespace> idle = new ArrayDeque<>();

  public NetworkNamespaces(int most) {
    this.most = most;
  }

  public NetworkNamespace take() throws IOException {
    synchronized (this) {
      NetworkNamespace kept = idle.poll();
      if (kept != null) {
        return kept;
      }
    }
    return NetworkNamespace.create();
  }

  /** Gives back one in which no process is left. */
  public void give(NetworkNamespace namespace) {
    synchronized (this) {
      if (idle.size() < most) {
        idle.push(namespace);
        return;
      }
    }
    namespace.close();
  }

  @Override
  public synchronized void close() {
    idle.forEach(NetworkNamespace::close);
    idle.clear();
  }
}
