package dev.hearth.kernel;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One policy object for each role, exchanged where a test is about that role. */
public final class FakeSuites implements Suites {
  private final Map<String, Suite> suites = new TreeMap<>();

  public FakeSuites() {
    use(Role.ADMISSION, Fakes.ACCEPT);
    use(Role.ROUTING, Fakes.TO_POOL);
    use(Role.QUEUE, Fakes.FIFO);
    use(Role.SCALING, Fakes.BY_QUEUE);
    use(Role.PLACEMENT, Fakes.HERE);
    use(Role.WARMTH, Fakes.keepAlive(60 * Scene.S));
    use(Role.ALLOCATION, Fakes.WHOLE);
  }

  /** Fills a role of every pool. */
  public FakeSuites use(Role role, Policy policy) {
    add(role.name(), Suite.Scope.POOL, (_, _) -> policy);
    return this;
  }

  FakeSuites add(String id, Suite.Scope scope, Suite.Factory factory) {
    suites.put(id, new Suite(id, scope, Set.of(Role.values()), "for tests", List.of(), factory));
    return this;
  }

  @Override
  public Suite find(String id) {
    var suite = suites.get(id);
    if (suite == null) {
      throw new IllegalArgumentException("no suite '" + id + "'");
    }
    return suite;
  }

  @Override
  public PolicyChoice.Named standard(Role role) {
    return new PolicyChoice.Named(role.name(), Map.of());
  }
}
