package dev.hearth.kernel;

import java.util.List;

/** Something done to an instance. Every change is answered once by {@link Inputs#changed}. */
public sealed interface Change {
  /** Make a new instance able to run {@code function}. */
  record Create(int function, Configuration configuration) implements Change {}

  /** Make an idle instance of another function run {@code function} from now on. */
  record Bind(int function) implements Change {}

  /** Put into an idle instance what any of {@code functions} would need when bound to it. */
  record Prepare(List<Integer> functions) implements Change {
    public Prepare {
      functions = List.copyOf(functions);
    }
  }

  /** Load the artifact of {@code function} into a live instance beside its own. */
  record Load(int function, long bytes) implements Change {}

  /** Drop an artifact loaded before. */
  record Unload(int function) implements Change {}

  /** End the instance and give back all it holds; also ends one that is still being created. */
  record Destroy() implements Change {}

  Destroy DESTROY = new Destroy();
}
