package dev.hearth.sandbox;

import dev.hearth.sandbox.jvm.JvmProvider;

/** The provider {@code photons} answers as {@code jvm} does. */
final class PhotonsConformanceTest extends JvmConformance {
  @Override
  SandboxProvider provider() {
    return JvmProvider.photons();
  }
}
