package dev.hearth.node.security;

import dev.hearth.gateway.security.Kind;
import io.vertx.core.Future;
import java.util.List;

/** What is on the node, as far as it matters to whose its names are. Owned by the event loop. */
public interface Things {
  /** Nothing is there. */
  Things NONE =
      new Things() {
        @Override
        public Future<Boolean> exists(Kind kind, String name) {
          return Future.succeededFuture(false);
        }

        @Override
        public Future<List<Thing>> referring(Kind kind, String name) {
          return Future.succeededFuture(List.of());
        }
      };

  /** One of them. */
  record Thing(Kind kind, String name) {
    @Override
    public String toString() {
      return "the %s '%s'".formatted(kind.word(), name);
    }
  }

  /** Whether a thing is there under a name, or about to be. */
  Future<Boolean> exists(Kind kind, String name);

  /** What calls or feeds whatever is there under a name, or would if something were. */
  Future<List<Thing>> referring(Kind kind, String name);
}
