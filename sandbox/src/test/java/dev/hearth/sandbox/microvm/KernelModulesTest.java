package dev.hearth.sandbox.microvm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelModulesTest {
  @TempDir Path directory;

  private void module(String path, String depends) throws IOException {
    Path file = directory.resolve("kernel").resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(
        file, ("\u007fELF\0license=GPL\0depends=" + depends + "\0name=x\0").getBytes(US_ASCII));
  }

  private List<String> order(String... names) throws IOException {
    return new KernelModules(directory)
        .inOrder(List.of(names)).stream().map(path -> path.getFileName().toString()).toList();
  }

  @Test
  void eachComesAfterWhatItNeeds() throws IOException {
    module("net/virtio_net.ko", "virtio,net-failover");
    module("net/net_failover.ko", "failover");
    module("net/failover.ko", "");
    module("virtio/virtio.ko", "virtio_ring");
    module("virtio/virtio_ring.ko", "");

    assertThat(order("virtio_net", "virtio"))
        .containsExactly(
            "virtio_ring.ko", "virtio.ko", "failover.ko", "net_failover.ko", "virtio_net.ko");
  }

  @Test
  void whatIsBuiltInNeedsNoFile() throws IOException {
    Files.writeString(
        directory.resolve("modules.builtin"), "kernel/drivers/virtio/virtio_mmio.ko\n");

    assertThat(order("virtio_mmio")).isEmpty();
  }

  @Test
  void missingModuleIsNamed() {
    assertThatThrownBy(() -> order("virtio_mmio"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no module virtio_mmio");
  }
}
