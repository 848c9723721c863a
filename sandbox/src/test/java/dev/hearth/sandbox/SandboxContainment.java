package dev.hearth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a provider that contains keeps in: code that means harm, and what it would like to reach.
 * Beside each harmful sandbox runs a bystander that goes on answering.
 */
abstract class SandboxContainment extends SandboxConformance {
  @TempDir static Path outside;

  /** Where code could find what is not its own, beside the files every suite plants. */
  List<String> forbidden() throws Exception {
    return List.of();
  }

  @BeforeAll
  void contains() {
    assumeTrue(
        opened().capabilities().contains(),
        opened().name() + " says that it contains nothing, so nothing is asked of it");
  }

  /** Hears that a sandbox died. */
  private static final class Watching implements SandboxListener {
    final CompletableFuture<String> died = new CompletableFuture<>();

    @Override
    public void died(String reason) {
      died.complete(reason);
    }
  }

  @Test
  void endlessLoopIsStoppedAndStarvesNobody() throws Exception {
    Program echo = required(Probe.ECHO);
    try (Sandbox looping = sandbox(required(Probe.LOOPS));
        Sandbox bystander = sandbox(echo)) {
      Calls.Recorded loop = Calls.start(looping, "null");
      assertThat(Calls.answer(bystander, "1")).isEqualTo("1");
      assertThat(loop.end).isNotDone();
      assertStops(looping, loop);
      assertThat(Calls.answer(bystander, "2")).isEqualTo("2");
    }
  }

  @Test
  void pausedSandboxUsesNoProcessor() throws Exception {
    assumeTrue(opened().capabilities().pauses(), opened().name() + " does not pause");
    try (Sandbox looping = sandbox(required(Probe.LOOPS));
        Sandbox bystander = sandbox(required(Probe.ECHO))) {
      assumeTrue(looping.footprint().cpuNanos() >= 0, opened().name() + " cannot tell");
      Calls.Recorded loop = Calls.start(looping, "null");
      assertThat(Calls.answer(bystander, "1")).isEqualTo("1");
      looping.pause();
      long paused = looping.footprint().cpuNanos();
      for (int i = 0; i < 50; i++) {
        assertThat(Calls.answer(bystander, "1")).isEqualTo("1");
      }
      assertThat(looping.footprint().cpuNanos()).isEqualTo(paused);
      looping.resume();
      assertStops(looping, loop);
    }
  }

  @Test
  void memoryHogIsEndedAlone() throws Exception {
    try (Sandbox hog = sandbox(required(Probe.HOGS));
        Sandbox bystander = sandbox(required(Probe.ECHO))) {
      CallEnd.Failed failed = Calls.start(hog, "null").failure();

      assertThat(failed.kind()).isEqualTo(CallEnd.Kind.OUT_OF_MEMORY);
      assertThat(failed.errorType()).isEqualTo("Runtime.OutOfMemory");
      assertThat(Calls.answer(bystander, "1")).isEqualTo("1");
    }
  }

  @Test
  void forkBombStaysWithinItsLimit() throws Exception {
    try (Sandbox bomb = sandbox(required(Probe.FORKS));
        Sandbox bystander = sandbox(required(Probe.ECHO))) {
      Calls.Recorded call = Calls.start(bomb, "null");
      for (int i = 0; i < 20; i++) {
        assertThat(Calls.answer(bystander, "1")).isEqualTo("1");
      }
      bomb.abort(call.call.id(), CallEnd.Kind.TIMED_OUT);
      call.await();
    }
    try (Sandbox later = sandbox(required(Probe.ECHO))) {
      assertThat(Calls.answer(later, "1")).isEqualTo("1");
    }
  }

  @Test
  void diskFillerFillsItsOwn() throws Exception {
    Program program = required(Probe.FILLS_DISK);
    try (Sandbox filler = sandbox(program);
        Sandbox bystander = sandbox(required(Probe.ECHO))) {
      assertThat(Long.parseLong(Calls.answer(filler, "null")))
          .isPositive()
          .isLessThanOrEqualTo(program.limits().storageBytes());
      assertThat(Calls.answer(bystander, "1")).isEqualTo("1");
    }
  }

  @Test
  void floodOfLinesIsCutAndSaidSo() throws Exception {
    Program program = required(Probe.FLOODS);
    try (Sandbox sandbox = sandbox(program)) {
      Calls.Recorded call = Calls.start(sandbox, "1");
      assertThat(call.answer()).isEqualTo("1");

      long kept = call.lines.stream().mapToLong(String::length).sum();
      assertThat(kept).isPositive().isLessThanOrEqualTo(program.limits().outputBytes() + 200);
      assertThat(call.lines.getLast()).contains("cut");
    }
  }

  @Test
  void invalidMemoryAccessEndsOneSandbox() throws Exception {
    assertDies(Probe.CRASHES, "");
  }

  @Test
  void exitEndsOneSandboxWithItsStatus() throws Exception {
    assertDies(Probe.EXITS, "3");
  }

  private void assertDies(Probe probe, String message) throws Exception {
    var watching = new Watching();
    try (Sandbox dying = sandbox(required(probe), watching);
        Sandbox bystander = sandbox(required(Probe.ECHO))) {
      CallEnd.Failed failed = Calls.start(dying, "null").failure();

      assertThat(failed.kind()).isEqualTo(CallEnd.Kind.CRASHED);
      assertThat(failed.errorType()).isEqualTo("Runtime.ExitError");
      assertThat(failed.message()).contains(message);
      if (!failed.usable()) {
        assertThat(watching.died.get(30, TimeUnit.SECONDS)).isNotBlank();
      }
      assertThat(Calls.answer(bystander, "1")).isEqualTo("1");
    }
  }

  @Test
  void secondAnswerIsIgnored() throws Exception {
    try (Sandbox sandbox = sandbox(required(Probe.ANSWERS_TWICE))) {
      Calls.Recorded first = Calls.start(sandbox, "1");
      CallEnd end = first.await();
      if (end instanceof CallEnd.Answered) {
        assertThat(first.answer()).isEqualTo("1");
      }
      if (end instanceof CallEnd.Answered || ((CallEnd.Failed) end).usable()) {
        assertThat(Calls.answer(sandbox, "2")).isEqualTo("2");
      }
      assertThat(first.ends).hasValue(1);
    }
  }

  @Test
  void filesOfOthersCannotBeRead() throws Exception {
    Path planted = Files.writeString(outside.resolve("planted"), "planted");
    long node = ProcessHandle.current().pid();
    var paths = new ArrayList<String>();
    paths.add(planted.toString());
    paths.add("/proc/1/root" + planted);
    paths.add("/proc/self/root" + planted);
    paths.add("/../.." + planted);
    paths.add("/etc/shadow");
    paths.add("/proc/" + node + "/environ");
    paths.add("/proc/kcore");
    paths.add("/dev/mem");
    paths.add("/sys/kernel/security/lsm");
    paths.addAll(forbidden());
    try (Sandbox sandbox = sandbox(required(Probe.READS))) {
      assertThat(Calls.answer(sandbox, json(paths))).isEqualTo("null");
    }
  }

  @Test
  void nothingOfTheMachinesNetworkCanBeReached() throws Exception {
    try (var listening = new ServerSocket(0, 16, InetAddress.getByName("0.0.0.0"));
        Sandbox sandbox = sandbox(required(Probe.CONNECTS))) {
      var addresses = new ArrayList<>(List.of("127.0.0.1:" + listening.getLocalPort()));
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> address.getAddress().length == 4 && !address.isLoopbackAddress())
          .forEach(a -> addresses.add(a.getHostAddress() + ":" + listening.getLocalPort()));
      addresses.add("169.254.169.254:80");
      for (String address : addresses) {
        assertThat(Calls.answer(sandbox, "\"" + address + "\"")).as(address).isEqualTo("false");
      }
    }
  }

  private static String json(List<String> texts) {
    return JsonMapper.shared().writeValueAsString(texts);
  }
}
