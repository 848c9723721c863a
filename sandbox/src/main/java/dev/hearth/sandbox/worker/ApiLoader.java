package dev.hearth.sandbox.worker;

/** What a function sees of the runtime's classes: what its author imports, and nothing else. */
final class ApiLoader extends ClassLoader {
  private final ClassLoader runtime = ApiLoader.class.getClassLoader();

  ApiLoader() {
    super("hearth-api", ClassLoader.getPlatformClassLoader());
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (name.startsWith("dev.hearth.api.")) {
      return runtime.loadClass(name);
    }
    throw new ClassNotFoundException(name);
  }
}
