package dev.hearth.sandbox.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CgroupsTest {
  private static final List<String> FIRST =
      List.of(
          "30 25 0:26 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct",
          "31 25 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
          "32 25 0:28 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids",
          "33 25 0:29 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer");
  private static final String SECOND = "34 25 0:30 / /sys/fs/cgroup rw shared:4 - cgroup2 none rw";

  @Test
  void oneTreeForEachControllerIsVersionOne() {
    Cgroups cgroups = Cgroups.parse(FIRST);

    assertThat(cgroups.missing()).isEmpty();
    assertThat(cgroups.unified()).isFalse();
    assertThat(cgroups.directory("cpuacct", "/a/b"))
        .isEqualTo(Path.of("/sys/fs/cgroup/cpu,cpuacct/a/b"));
  }

  @Test
  void oneTreeForAllIsVersionTwo() {
    Cgroups cgroups = Cgroups.parse(List.of("22 1 8:1 / / rw - ext4 /dev/sda rw", SECOND));

    assertThat(cgroups.unified()).isTrue();
    assertThat(cgroups.directory("memory", "/a")).isEqualTo(Path.of("/sys/fs/cgroup/a"));
  }

  @Test
  void whereBothAreMountedVersionOneHasTheControllersAndBothTheGroups() {
    var both = new java.util.ArrayList<>(FIRST);
    both.add("35 25 0:31 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw");
    Cgroups cgroups = Cgroups.parse(both);

    assertThat(cgroups.unified()).isFalse();
    assertThat(cgroups.directories("/a"))
        .contains(Path.of("/sys/fs/cgroup/unified/a"), Path.of("/sys/fs/cgroup/memory/a"));
  }

  @Test
  void noneIsSaid() {
    assertThat(Cgroups.parse(List.of(FIRST.getFirst())).missing().orElseThrow())
        .contains("memory", "mount them");
  }
}
