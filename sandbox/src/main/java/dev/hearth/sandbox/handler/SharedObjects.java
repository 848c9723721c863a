package dev.hearth.sandbox.handler;

import dev.hearth.api.Context;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Objects that all calls of a function in one process share, by the name it gave them. */
public final class SharedObjects {
  private final ConcurrentHashMap<String, Object> objects = new ConcurrentHashMap<>();

  /** As {@link Context#shared} says. */
  @SuppressWarnings("unchecked") // a key is always made by one supplier
  public <T> T get(String key, Supplier<T> make) {
    Object found = objects.get(key);
    return (T) (found != null ? found : objects.computeIfAbsent(key, name -> make(name, make)));
  }

  private Object make(String key, Supplier<?> make) {
    if (objects.size() >= Context.SHARED_LIMIT) {
      throw new IllegalStateException(
          "the function shares %d objects already, which is the most; '%s' is one more"
              .formatted(Context.SHARED_LIMIT, key));
    }
    Object made = make.get();
    if (made == null) {
      throw new IllegalStateException("nothing was made for the shared object '%s'".formatted(key));
    }
    return made;
  }
}
