package dev.hearth.sandbox;

import dev.hearth.sandbox.jvm.JvmProvider;

/** The provider {@code jvm}. */
final class JvmConformanceTest extends JvmConformance {
  @Override
  SandboxProvider provider() {
    return new JvmProvider();
  }
}
