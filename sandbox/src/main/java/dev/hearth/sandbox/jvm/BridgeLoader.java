package dev.hearth.sandbox.jvm;

/** What functions see of the node's classes: what their authors import, and nothing else. */
final class BridgeLoader extends ClassLoader {
  private static final String API = "dev.hearth.api.";

  private final ClassLoader node = BridgeLoader.class.getClassLoader();

  BridgeLoader() {
    super("hearth-api", ClassLoader.getPlatformClassLoader());
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (name.startsWith(API) || name.equals(Redirects.class.getName())) {
      return node.loadClass(name);
    }
    throw new ClassNotFoundException(name);
  }
}
