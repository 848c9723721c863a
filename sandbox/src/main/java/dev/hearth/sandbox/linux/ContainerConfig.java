package dev.hearth.sandbox.linux;

import dev.hearth.sandbox.ProgramLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * What runc is told about a container of ours: all namespaces, no capability, no new privileges, a
 * system-call filter, a read-only root, and limits. (OCI runtime specification 1.0.2.)
 */
public final class ContainerConfig {
  private static final int PERIOD_MICROS = 100_000;
  private static final int SHARES = 1_024;
  private static final int OPEN_FILES = 1_024;

  private final Path root;
  private final List<String> command;
  private final List<Object> mounts = new ArrayList<>();
  private final List<String> environment = new ArrayList<>();
  private int user = 65_534;
  private String directory = "/";

  /**
   * A container of a root directory.
   *
   * @param command what its first process runs
   */
  public ContainerConfig(Path root, List<String> command) {
    this.root = root;
    this.command = List.copyOf(command);
    mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev");
    mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=64k");
  }

  /** The user and the group of its processes. */
  public ContainerConfig user(int id) {
    user = id;
    return this;
  }

  public ContainerConfig directory(String path) {
    directory = path;
    return this;
  }

  public ContainerConfig environment(String name, String value) {
    environment.add(name + "=" + value);
    return this;
  }

  public ContainerConfig mount(String target, String type, String source, String... options) {
    mounts.add(
        Map.of("destination", target, "type", type, "source", source, "options", List.of(options)));
    return this;
  }

  /** Shows a directory or file of this machine, read-only. */
  public ContainerConfig bind(Path source, String target) {
    return mount(
        target, "bind", source.toAbsolutePath().toString(), "rbind", "ro", "nosuid", "nodev");
  }

  /** A memory file system that all its processes may write to. */
  public ContainerConfig tmpfs(String target, long bytes, String... options) {
    var all = new ArrayList<>(List.of("nosuid", "nodev", "mode=1777", "size=" + bytes));
    all.addAll(List.of(options));
    return mount(target, "tmpfs", "tmpfs", all.toArray(String[]::new));
  }

  /**
   * Writes {@code config.json}.
   *
   * @param network the network namespace it joins
   */
  public void write(Path bundle, Cgroup cgroup, NetworkNamespace network, ProgramLimits limits)
      throws IOException {
    Map<String, Object> config =
        Map.of(
            "ociVersion",
            "1.0.2",
            "hostname",
            "sandbox",
            "root",
            Map.of("path", root.toAbsolutePath().toString(), "readonly", true),
            "process",
            process(),
            "mounts",
            mounts,
            "linux",
            linux(cgroup, network, limits));
    Files.write(bundle.resolve("config.json"), JsonMapper.shared().writeValueAsBytes(config));
  }

  private Map<String, Object> process() {
    List<String> none = List.of();
    return Map.of(
        "terminal",
        false,
        "user",
        Map.of("uid", user, "gid", user),
        "args",
        command,
        "env",
        environment,
        "cwd",
        directory,
        "capabilities",
        Map.of("bounding", none, "effective", none, "permitted", none, "ambient", none),
        "rlimits",
        List.of(
            Map.of("type", "RLIMIT_NOFILE", "hard", OPEN_FILES, "soft", OPEN_FILES),
            Map.of("type", "RLIMIT_CORE", "hard", 0, "soft", 0)),
        "noNewPrivileges",
        true);
  }

  private static Map<String, Object> linux(
      Cgroup cgroup, NetworkNamespace network, ProgramLimits limits) {
    return Map.of(
        "cgroupsPath",
        cgroup.path(),
        "namespaces",
        List.of(
            Map.of("type", "pid"),
            Map.of("type", "mount"),
            Map.of("type", "ipc"),
            Map.of("type", "uts"),
            Map.of("type", "network", "path", network.path())),
        "resources",
        resources(limits),
        "maskedPaths",
        List.of(
            "/proc/acpi",
            "/proc/asound",
            "/proc/bus",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/kmsg",
            "/proc/latency_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/proc/sysrq-trigger",
            "/proc/timer_list"),
        "readonlyPaths",
        List.of("/proc/fs", "/proc/irq", "/proc/sys"),
        "seccomp",
        Seccomp.filter());
  }

  private static Map<String, Object> resources(ProgramLimits limits) {
    return Map.of(
        "devices",
        List.of(Map.of("allow", false, "access", "rwm")),
        "memory",
        Map.of("limit", limits.memoryBytes()),
        "cpu",
        Map.of(
            "shares",
            Math.max(2, limits.cpuMillis() * SHARES / 1_000),
            "quota",
            limits.cpuMillis() * PERIOD_MICROS / 1_000,
            "period",
            PERIOD_MICROS),
        "pids",
        Map.of("limit", limits.processes()));
  }
}
