package dev.hearth.sandbox.jvm;

import dev.hearth.sandbox.handler.SharedObjects;
import java.io.InputStream;
import java.net.URL;
import java.security.CodeSource;
import java.security.SecureClassLoader;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A program's classes: the JDK's and what authors import come first, nothing else of the node. */
final class FunctionClassLoader extends SecureClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final ProgramCode code;
  private final SharedObjects shared = new SharedObjects();

  FunctionClassLoader(String name, ProgramCode code, ClassLoader bridge) {
    super(name, bridge);
    this.code = code;
  }

  /** What its classes' calls share. */
  SharedObjects shared() {
    return shared;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    CodeFiles.Found found = code.definition(name);
    if (found == null) {
      throw new ClassNotFoundException(name);
    }
    byte[] bytes = found.bytes();
    return defineClass(
        name, bytes, 0, bytes.length, new CodeSource(found.origin(), (Certificate[]) null));
  }

  @Override
  protected @Nullable URL findResource(String name) {
    List<URL> urls = code.files().urls(name);
    return urls.isEmpty() ? null : urls.getFirst();
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    return Collections.enumeration(code.files().urls(name));
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    InputStream above = getParent().getResourceAsStream(name);
    return above != null ? above : code.files().open(name);
  }
}
