package dev.hearth.sandbox.wasm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.dylibso.chicory.log.Logger;
import com.dylibso.chicory.log.SystemLogger;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmFunctionHandle;
import com.dylibso.chicory.wasi.WasiOptions;
import com.dylibso.chicory.wasi.WasiPreview1;
import com.dylibso.chicory.wasi.WasiPreview1_ModuleFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The WASI functions (preview 1) of one instance. They are Chicory's but for those that write to
 * the standard streams, which copy no more than is kept; the environment, which differs by call;
 * and waiting, which gives the core away.
 */
final class Wasi {
  static final String MODULE = "wasi_snapshot_preview1";

  private static final Logger LOGGER = new SystemLogger();
  private static final int CHUNK = 64 << 10;
  private static final int STDERR = 2;
  private static final int IO_ERROR = 29;
  private static final long[] SUCCESS = {0};

  private final Chance chance;
  private final WasiPreview1 functions;
  private final Input input = new Input();
  private List<byte[]> environment = List.of();
  private OutputStream out = OutputStream.nullOutputStream();
  private OutputStream err = OutputStream.nullOutputStream();

  /**
   * Without input and output at first.
   *
   * @param name its only argument
   */
  Wasi(String name, Chance chance) {
    this.chance = chance;
    WasiOptions options =
        WasiOptions.builder()
            .withArguments(List.of(name))
            .withRandom(chance.random())
            .withClock(chance.clock())
            .withStdin(input, false)
            .withStdout(OutputStream.nullOutputStream(), false)
            .withStderr(OutputStream.nullOutputStream(), false)
            .build();
    functions = WasiPreview1.builder().withLogger(LOGGER).withOptions(options).build();
  }

  /** What the code reads and writes from now on. */
  void connect(byte[] payload, List<byte[]> environment, OutputStream out, OutputStream err) {
    input.set(payload);
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /** A variable as programs read it. */
  static byte[] variable(String name, String value) {
    return (name + "=" + value + "\0").getBytes(UTF_8);
  }

  /** Those functions that a module wants and there are. */
  List<HostFunction> functions(Set<String> wanted) {
    var found = new ArrayList<HostFunction>(wanted.size());
    for (HostFunction function : WasiPreview1_ModuleFactory.toHostFunctions(functions)) {
      if (wanted.contains(function.name())) {
        found.add(
            new HostFunction(
                MODULE,
                function.name(),
                function.functionType(),
                handle(function.name(), function.handle())));
      }
    }
    return found;
  }

  private WasmFunctionHandle handle(String name, WasmFunctionHandle theirs) {
    return switch (name) {
      case "fd_write" -> (instance, args) -> write(instance, args, theirs);
      case "environ_get" -> this::environ;
      case "environ_sizes_get" -> this::environSizes;
      case "clock_time_get", "random_get" ->
          (instance, args) -> {
            chance.used();
            return theirs.apply(instance, args);
          };
      case "poll_oneoff" ->
          (instance, args) -> Worker.current().waiting(() -> theirs.apply(instance, args));
      default -> theirs;
    };
  }

  private long[] write(Instance instance, long[] args, WasmFunctionHandle theirs) {
    int file = (int) args[0];
    if (file != 1 && file != STDERR) {
      return theirs.apply(instance, args);
    }
    try {
      Memory memory = instance.memory();
      int total = 0;
      for (int i = 0; i < (int) args[2]; i++) {
        int vector = (int) args[1] + i * 8;
        int length = memory.readInt(vector + 4);
        write(memory, memory.readInt(vector), length, file == STDERR ? err : out);
        total += length;
      }
      memory.writeI32((int) args[3], total);
      return SUCCESS.clone();
    } catch (IOException e) {
      return new long[] {IO_ERROR};
    }
  }

  private static void write(Memory memory, int from, int length, OutputStream to)
      throws IOException {
    if (to instanceof Lines lines && lines.full()) {
      return;
    }
    for (int done = 0; done < length; done += CHUNK) {
      to.write(memory.readBytes(from + done, Math.min(CHUNK, length - done)));
    }
  }

  private long[] environ(Instance instance, long[] args) {
    int pointer = (int) args[0];
    int at = (int) args[1];
    for (byte[] variable : environment) {
      instance.memory().writeI32(pointer, at);
      instance.memory().write(at, variable);
      pointer += 4;
      at += variable.length;
    }
    return SUCCESS.clone();
  }

  private long[] environSizes(Instance instance, long[] args) {
    instance.memory().writeI32((int) args[0], environment.size());
    instance
        .memory()
        .writeI32((int) args[1], environment.stream().mapToInt(each -> each.length).sum());
    return SUCCESS.clone();
  }

  void close() {
    functions.close();
  }

  /** The payload of the call under way. */
  private static final class Input extends java.io.InputStream {
    private ByteArrayInputStream payload = new ByteArrayInputStream(new byte[0]);

    void set(byte[] bytes) {
      payload = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() {
      return payload.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      return payload.read(into, offset, length);
    }

    @Override
    public int available() {
      return payload.available();
    }
  }
}
