package dev.hearth.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * CPU time in nanoseconds.
 *
 * @param process of this process
 * @param thread of the thread that asked
 */
record CpuTime(long process, long thread) {
  static CpuTime now() {
    return new CpuTime(
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime(),
        ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
  }

  Result.Cost since(CpuTime before) {
    return new Result.Cost(process - before.process, thread - before.thread);
  }
}
