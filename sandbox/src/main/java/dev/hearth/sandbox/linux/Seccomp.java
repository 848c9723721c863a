package dev.hearth.sandbox.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The system-call filter of containers, in the form runc reads. It allows what is listed; new
 * namespaces, foreign socket families and other personalities are refused by their arguments.
 */
public final class Seccomp {
  private static final int NOT_IMPLEMENTED = 38;

  /** All of {@code CLONE_NEW*} but {@code CLONE_NEWTIME}, which clone does not know. */
  private static final long NEW_NAMESPACES = 0x7E020000L;

  private static final List<Integer> FAMILIES = List.of(1, 2, 10, 16);
  private static final List<Long> PERSONALITIES = List.of(0L, 0xFFFFFFFFL);

  private Seccomp() {}

  /** The filter as {@code linux.seccomp} of a container's configuration. */
  public static Map<String, Object> filter() {
    var rules = new ArrayList<Object>();
    rules.add(allow(names(), List.of()));
    rules.add(allow(List.of("clone"), List.of(argument(NEW_NAMESPACES, 0, "SCMP_CMP_MASKED_EQ"))));
    for (int family : FAMILIES) {
      rules.add(allow(List.of("socket"), List.of(argument(family, 0, "SCMP_CMP_EQ"))));
    }
    for (long personality : PERSONALITIES) {
      rules.add(allow(List.of("personality"), List.of(argument(personality, 0, "SCMP_CMP_EQ"))));
    }
    return Map.of(
        "defaultAction",
        "SCMP_ACT_ERRNO",
        "defaultErrnoRet",
        NOT_IMPLEMENTED,
        "architectures",
        List.of(Syscalls.X86 ? "SCMP_ARCH_X86_64" : "SCMP_ARCH_AARCH64"),
        "syscalls",
        rules);
  }

  private static Map<String, Object> allow(List<String> names, List<Object> arguments) {
    return Map.of("names", names, "action", "SCMP_ACT_ALLOW", "args", arguments);
  }

  private static Object argument(long value, long valueTwo, String operation) {
    return Map.of("index", 0, "value", value, "valueTwo", valueTwo, "op", operation);
  }

  private static List<String> names() {
    try (InputStream stream =
        Objects.requireNonNull(
            Seccomp.class.getResourceAsStream("allowed-system-calls.txt"),
            "the list of system calls is not in the jar")) {
      return new String(stream.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .flatMap(line -> List.of(line.strip().split(" +", -1)).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
