package dev.hearth.sandbox.microvm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Drives a Firecracker process over its API socket (Agache et al., NSDI 2020; API of its releases
 * 1.x): what a machine is made of, then its start, pause and end. One thread at a time.
 */
final class FirecrackerApi {
  private final Path socket;

  FirecrackerApi(Path socket) {
    this.socket = socket;
  }

  /** A step that Firecracker refused, with its own words. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /**
   * Describes a machine; it does not run yet.
   *
   * @param kernel an uncompressed kernel image, as the process sees it
   * @param tap a network device in the process's namespace
   */
  void configure(
      MachineShape shape,
      Path kernel,
      Path initramfs,
      Path disk,
      String tap,
      TokenBucket bytes,
      TokenBucket operations)
      throws IOException {
    Map<String, Object> rate = Map.of("bandwidth", bytes.json(), "ops", operations.json());
    put("/machine-config", Map.of("vcpu_count", 1, "mem_size_mib", shape.memoryMiB()));
    put(
        "/boot-source",
        Map.of(
            "kernel_image_path",
            kernel.toString(),
            "initrd_path",
            initramfs.toString(),
            "boot_args",
            "console=ttyS0 quiet reboot=k panic=1 pci=off"));
    put(
        "/drives/scratch",
        Map.of(
            "drive_id",
            "scratch",
            "path_on_host",
            disk.toString(),
            "is_root_device",
            false,
            "is_read_only",
            false,
            "rate_limiter",
            rate));
    put(
        "/network-interfaces/eth0",
        Map.of(
            "iface_id",
            "eth0",
            "host_dev_name",
            tap,
            "rx_rate_limiter",
            Map.of("bandwidth", bytes.json()),
            "tx_rate_limiter",
            Map.of("bandwidth", bytes.json())));
  }

  void start() throws IOException {
    put("/actions", Map.of("action_type", "InstanceStart"));
  }

  void pause() throws IOException {
    send("PATCH", "/vm", Map.of("state", "Paused"));
  }

  void resume() throws IOException {
    send("PATCH", "/vm", Map.of("state", "Resumed"));
  }

  private void put(String path, Map<String, Object> value) throws IOException {
    send("PUT", path, value);
  }

  private void send(String method, String path, Map<String, Object> value) throws IOException {
    byte[] json = JsonMapper.shared().writeValueAsBytes(value);
    UnixHttp.Answer answer = UnixHttp.send(socket, method, path, json);
    if (answer.status() / 100 != 2) {
      throw new Refused(
          "Firecracker refused %s %s with status %d: %s"
              .formatted(method, path, answer.status(), answer.body().strip()));
    }
  }
}
