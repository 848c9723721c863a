package dev.hearth.sandbox.jvm;

import java.util.Set;

/** What functions see of the node's classes: what their authors import, and nothing else. */
final class BridgeLoader extends ClassLoader {
  private static final String API = "dev.hearth.api.";
  private static final Set<String> FOR_REWRITTEN =
      Set.of(Redirects.class.getName(), Statics.class.getName(), Statics.Holder.class.getName());

  private final ClassLoader node = BridgeLoader.class.getClassLoader();

  BridgeLoader() {
    super("hearth-api", ClassLoader.getPlatformClassLoader());
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (name.startsWith(API) || FOR_REWRITTEN.contains(name)) {
      return node.loadClass(name);
    }
    throw new ClassNotFoundException(name);
  }
}
