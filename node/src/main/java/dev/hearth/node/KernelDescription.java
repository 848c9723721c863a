package dev.hearth.node;

import com.sun.management.OperatingSystemMXBean;
import dev.hearth.gateway.admin.KernelStatus;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.KernelOptions;
import java.lang.management.ManagementFactory;

/** What this node's kernel decides with. Owned by the event loop. */
record KernelDescription(
    int runThreads, KernelOptions options, Kernel kernel, Catalogue catalogue) {
  KernelStatus status() {
    return new KernelStatus(
        Machine.detect().cores(),
        runThreads,
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime(),
        KernelLoop.NANOS_PER_MILLI,
        options,
        catalogue.all().stream()
            .flatMap(model -> model.all().stream())
            .filter(Deployed::loaded)
            .map(this::served)
            .toList());
  }

  private KernelStatus.Served served(Deployed version) {
    return new KernelStatus.Served(
        version.name(),
        version.version(),
        kernel.view().revisionOf(version.function()),
        version.measures().coldStarts(),
        version.measures().meanColdStartNanos());
  }
}
