package dev.hearth.sandbox.microvm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command line of QEMU's {@code microvm} machine: no firmware, no PCI, three devices. Its port
 * is the process's input and output; its network ends at the network namespace the process is in.
 *
 * @param accelerator {@code kvm}, or {@code tcg} where there is none
 * @param tscKiloHertz how fast the processor's time stamps count; without them an emulated kernel
 *     finds no clock to measure against
 */
record QemuCommand(String binary, String accelerator, long tscKiloHertz) {
  /** Where the kernel, the initramfs and the disk lie in the container of the machine. */
  static final String FILES = "/machine";

  private static final String SECCOMP =
      "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny";

  /** The address by which a guest reaches its network namespace's loopback. */
  static final String HOST_ADDRESS = "10.0.2.2";

  List<String> words(MachineShape shape, TokenBucket bytes, TokenBucket operations) {
    var words = new ArrayList<>(List.of(binary, "-M", "microvm", "-nodefaults", "-no-user-config"));
    words.addAll(List.of("-nographic", "-no-reboot", "-sandbox", SECCOMP));
    words.addAll(List.of("-m", Integer.toString(shape.memoryMiB()), "-smp", "1"));
    // a translation cache of its default size would be larger than most machines
    words.addAll(kvm() ? List.of("-accel", "kvm") : List.of("-accel", "tcg,tb-size=32"));
    words.addAll(List.of("-cpu", kvm() ? "host" : "max"));
    words.addAll(List.of("-kernel", FILES + "/kernel", "-initrd", FILES + "/initramfs"));
    words.addAll(List.of("-append", kernelOptions()));
    port(words);
    network(words);
    disk(words, bytes, operations);
    return words;
  }

  private boolean kvm() {
    return accelerator.equals("kvm");
  }

  private String kernelOptions() {
    String options = "quiet reboot=t panic=-1 nokaslr mitigations=off random.trust_cpu=on";
    return kvm() ? options : options + " tsc_early_khz=" + tscKiloHertz;
  }

  private static void port(List<String> words) {
    words.addAll(List.of("-chardev", "stdio,id=orders,signal=off"));
    words.addAll(List.of("-device", "virtio-serial-device"));
    words.addAll(List.of("-device", "virtserialport,chardev=orders,name=orders"));
  }

  private static void network(List<String> words) {
    words.addAll(List.of("-netdev", "user,id=network,ipv6=off"));
    words.addAll(List.of("-device", "virtio-net-device,netdev=network"));
  }

  private static void disk(List<String> words, TokenBucket bytes, TokenBucket operations) {
    words.addAll(
        List.of(
            "-object",
            "throttle-group,id=rate," + bytes.throttle("bps") + "," + operations.throttle("iops"),
            "-blockdev",
            "file,node-name=file,filename=" + FILES + "/disk",
            "-blockdev",
            "raw,node-name=raw,file=file",
            "-blockdev",
            "throttle,node-name=disk,throttle-group=rate,file=raw",
            "-device",
            "virtio-blk-device,drive=disk"));
  }

  /** Where QEMU is on this machine, for this machine's processor. */
  static Optional<Path> find() {
    if (!System.getProperty("os.arch").equals("amd64")) {
      return Optional.empty();
    }
    return Optional.of(Path.of("/usr/bin/qemu-system-x86_64"))
        .filter(path -> path.toFile().canExecute());
  }
}
