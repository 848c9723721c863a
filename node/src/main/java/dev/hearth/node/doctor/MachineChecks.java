package dev.hearth.node.doctor;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Looks at the machine below a root directory, which is {@code /} but for tests. */
public final class MachineChecks {
  private static final int NEEDED_JAVA = 25;
  private static final long FEW_FILES = 4_096;
  private static final long MANY_FILES = 65_536;
  private static final long MIB = 1L << 20;
  private static final LocalDate BUILT = LocalDate.of(2025, 9, 1);

  private final Path root;
  private final Clock clock;

  public MachineChecks(Path root, Clock clock) {
    this.root = root;
    this.clock = clock;
  }

  /** All of them, in the order in which people ask. */
  public List<Finding> all(int cores, long memoryBytes) {
    var all = new ArrayList<Finding>();
    all.add(java(Runtime.version()));
    all.add(cores(cores));
    all.add(memory(memoryBytes));
    all.add(cgroups());
    all.add(namespaces());
    all.add(kvm());
    all.add(files());
    all.add(clock());
    all.add(clockSource());
    return all;
  }

  Finding java(Runtime.Version version) {
    String what = "Java %s at %s".formatted(version, System.getProperty("java.home"));
    return version.feature() >= NEEDED_JAVA
        ? Finding.fine("java", what)
        : Finding.failure("java", what + ", but Hearth needs " + NEEDED_JAVA);
  }

  /** Java sees the quota of a cgroup as fewer cores, and rounds it up. */
  Finding cores(int cores) {
    String quota = cgroup("cpu.max").map(text -> ", cpu.max is '" + text + "'").orElse("");
    String what = "%d %s%s".formatted(cores, cores == 1 ? "core" : "cores", quota);
    return cores > 1
        ? Finding.fine("cores", what)
        : Finding.warning("cores", what + ": models and the event loop share it; 2 are better");
  }

  Finding memory(long bytes) {
    Optional<String> limit = cgroup("memory.max").filter(text -> !text.equals("max"));
    String what =
        "%d MiB%s; the JVM's heap takes at most %d of them"
            .formatted(
                bytes / MIB,
                limit.map(text -> " within a cgroup").orElse(""),
                Runtime.getRuntime().maxMemory() / MIB);
    return bytes >= 1_024 * MIB
        ? Finding.fine("memory", what)
        : Finding.warning("memory", what + ": little for models; 2 GiB are comfortable");
  }

  Finding cgroups() {
    Optional<String> controllers = read("sys/fs/cgroup/cgroup.controllers");
    if (controllers.isEmpty()) {
      return Finding.note(
          "cgroups",
          "no cgroup v2 at /sys/fs/cgroup: sandboxes limit memory and CPU by other means, or are"
              + " not available");
    }
    List<String> there = List.of(controllers.get().split("\\s+"));
    List<String> missing =
        List.of("cpu", "memory", "pids").stream().filter(each -> !there.contains(each)).toList();
    if (!missing.isEmpty()) {
      return Finding.note(
          "cgroups",
          "v2, but without %s: what sandboxes use of that is not limited".formatted(missing));
    }
    boolean writable = Files.isWritable(root.resolve("sys/fs/cgroup"));
    return writable
        ? Finding.fine("cgroups", "v2 with cpu, memory and pids, writable")
        : Finding.note("cgroups", "v2, not writable for this user: run as root to limit sandboxes");
  }

  Finding namespaces() {
    long most = number("proc/sys/user/max_user_namespaces").orElse(0);
    boolean there = Files.exists(root.resolve("proc/self/ns/user"));
    boolean isRoot = "root".equals(System.getProperty("user.name"));
    if (!there) {
      return Finding.note("namespaces", "none: functions can only run in WebAssembly or trusted");
    }
    return isRoot
        ? Finding.fine("namespaces", "there, and this user is root, as processes behind runc need")
        : Finding.note(
            "namespaces",
            "there (%d user namespaces), but the sandbox 'process' takes root; 'wasm' does not"
                .formatted(most));
  }

  Finding kvm() {
    Path device = root.resolve("dev/kvm");
    if (!Files.exists(device)) {
      return Finding.note(
          "kvm", "no /dev/kvm: virtual machines are emulated, which is many times slower");
    }
    return Files.isReadable(device) && Files.isWritable(device)
        ? Finding.fine("kvm", "/dev/kvm is there for virtual machines")
        : Finding.note("kvm", "/dev/kvm is there but not for this user: join the group kvm");
  }

  Finding files() {
    if (!(ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.UnixOperatingSystemMXBean system)) {
      return Finding.note("files", "how many files may be open is not known on this system");
    }
    return files(system.getMaxFileDescriptorCount());
  }

  static Finding files(long most) {
    String what = most + " files and connections may be open";
    if (most < FEW_FILES) {
      return Finding.warning("files", what + ": few; raise it with 'ulimit -n " + MANY_FILES + "'");
    }
    return most < MANY_FILES
        ? Finding.note("files", what + "; for 10,000 connections 'ulimit -n " + MANY_FILES + "'")
        : Finding.fine("files", what);
  }

  Finding clock() {
    var now = clock.instant();
    return now.atZone(ZoneOffset.UTC).toLocalDate().isBefore(BUILT)
        ? Finding.warning(
            "clock", now + " is before Hearth was built: certificates and schedules will be wrong")
        : Finding.fine("clock", now + " (compare it with yours)");
  }

  Finding clockSource() {
    Optional<String> source =
        read("sys/devices/system/clocksource/clocksource0/current_clocksource");
    if (source.isEmpty()) {
      return Finding.note("clock source", "not known");
    }
    boolean slow = List.of("hpet", "acpi_pm", "jiffies", "refined-jiffies").contains(source.get());
    return slow
        ? Finding.warning(
            "clock source", source.get() + " is slow to read, and every request reads it often")
        : Finding.fine("clock source", source.get());
  }

  private Optional<String> cgroup(String file) {
    return read("sys/fs/cgroup/" + file);
  }

  private OptionalLong number(String file) {
    try {
      return OptionalLong.of(Long.parseLong(read(file).orElse("").toLowerCase(Locale.ROOT)));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  private Optional<String> read(String file) {
    try {
      return Optional.of(Files.readString(root.resolve(file)).strip());
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
