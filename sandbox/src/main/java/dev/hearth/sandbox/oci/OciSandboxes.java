package dev.hearth.sandbox.oci;

import dev.hearth.sandbox.Availability;
import dev.hearth.sandbox.Capabilities;
import dev.hearth.sandbox.Isolation;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.SandboxException.Code;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.SandboxProvider;
import dev.hearth.sandbox.Sharing;
import dev.hearth.sandbox.StartClass;
import dev.hearth.sandbox.Timeline;
import dev.hearth.sandbox.runtimeapi.GuestSandbox;
import dev.hearth.sandbox.runtimeapi.InitTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The provider {@code oci}: functions in container images, which speak the AWS Lambda Runtime API.
 * After RunD (Li et al., ATC 2022): layers are shared and only read, what is written is a layer of
 * its own of bounded size, and control groups are kept and renamed. Containers are made by runc
 * before they are needed and get an image's files, limits and command when they are.
 */
public final class OciSandboxes implements SandboxProvider {
  private final Path directory;
  private final OciConfig config;
  private final AtomicLong numbers = new AtomicLong();
  private final Set<GuestSandbox> open = ConcurrentHashMap.newKeySet();
  private final Map<Program, Image> prepared = new HashMap<>();

  private @Nullable Availability availability;
  private @Nullable Ground ground;
  private @Nullable SlotPool slots;

  /**
   * Makes nothing yet.
   *
   * @param directory for layers, which are kept, and files of sandboxes, which are not
   */
  public OciSandboxes(Path directory, OciConfig config) {
    this.directory = directory;
    this.config = config;
  }

  @Override
  public String name() {
    return "oci";
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        Isolation.PROCESS,
        Sharing.CODE,
        StartClass.MILLISECONDS,
        Set.of("image"),
        true,
        false,
        true);
  }

  @Override
  public synchronized Availability availability() {
    if (availability == null) {
      availability = find();
    }
    return availability;
  }

  private Availability find() {
    try {
      Optional<String> missing = Ground.missing();
      if (missing.isPresent()) {
        return new Availability.Unavailable(missing.get());
      }
      Ground made = new Ground(directory, config);
      ground = made;
      Slot.start(made, this::image, numbers.incrementAndGet()).discard();
      slots =
          new SlotPool(
              config.slots(), () -> Slot.start(made, this::image, numbers.incrementAndGet()));
      return Availability.AVAILABLE;
    } catch (IOException e) {
      if (ground != null) {
        ground.close();
        ground = null;
      }
      return new Availability.Unavailable("a trial container failed: " + e.getMessage());
    }
  }

  @Override
  public void prepare(Program program) {
    if (program.network()) {
      throw new SandboxException(
          Code.INVALID_PROGRAM,
          "images have no network here; leave 'network' out, or run the code in the sandbox"
              + " 'process'");
    }
    String reference =
        program
            .image()
            .orElseThrow(
                () ->
                    new SandboxException(
                        Code.INVALID_PROGRAM,
                        "%s names no image; give one as oci:PATH".formatted(program)));
    var _ = InitTime.of(program);
    Ground on = ground();
    synchronized (prepared) {
      if (prepared.containsKey(program)) {
        return;
      }
      Image image = open(on, reference);
      try {
        var _ = ImageScript.of(program, image.defaults(), "");
      } catch (SandboxException e) {
        release(on, image);
        throw e;
      }
      prepared.put(program, image);
      Objects.requireNonNull(slots).fill();
    }
  }

  private static Image open(Ground on, String reference) {
    try {
      return on.images.open(ImageReference.parse(reference));
    } catch (ImageException e) {
      throw new SandboxException(
          Code.INVALID_PROGRAM,
          "the image '%s' cannot be used: %s".formatted(reference, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new SandboxException(
          Code.FAILED, "the image '%s' was not read: %s".formatted(reference, e.getMessage()), e);
    }
  }

  @Override
  public void release(Program program) {
    synchronized (prepared) {
      Image image = prepared.remove(program);
      if (image != null) {
        release(ground(), image);
      }
    }
  }

  private static void release(Ground on, Image image) {
    try {
      on.images.release(image);
    } catch (IOException e) {
      throw new SandboxException(
          Code.FAILED, "layers of an image were not removed: " + e.getMessage(), e);
    }
  }

  private Image image(Program program) {
    synchronized (prepared) {
      Image image = prepared.get(program);
      if (image == null) {
        throw new SandboxException(Code.FAILED, program + " was not prepared");
      }
      return image;
    }
  }

  @Override
  public Sandbox create(ProgramLimits limits, SandboxListener listener) {
    Ground on = ground();
    var recorder = new Timeline.Recorder();
    try {
      Slot slot = Objects.requireNonNull(slots).take();
      recorder.mark("container");
      try {
        slot.limit(limits);
        recorder.mark("limits");
        var sandbox =
            new GuestSandbox(
                slot, on.poller, on.loops.next(), limits, listener, recorder, open::remove);
        open.add(sandbox);
        return sandbox;
      } catch (IOException | RuntimeException e) {
        slot.discard();
        throw e;
      }
    } catch (IOException e) {
      throw new SandboxException(Code.FAILED, "no container could be made: " + e.getMessage(), e);
    }
  }

  /** Waits until the pool is full; for measurements and tests. */
  void awaitSlots() throws InterruptedException {
    ground();
    Objects.requireNonNull(slots).awaitFull();
  }

  private synchronized Ground ground() {
    if (ground == null && availability == null) {
      availability();
    }
    if (ground == null) {
      throw new SandboxException(
          Code.UNAVAILABLE, "the sandbox 'oci' cannot run on this machine: " + availability);
    }
    return ground;
  }

  @Override
  public synchronized void close() {
    try {
      GuestSandbox.closeAll(open);
    } finally {
      end();
    }
  }

  private void end() {
    if (slots != null) {
      slots.close();
      slots = null;
    }
    if (ground != null) {
      ground.close();
      ground = null;
      availability = new Availability.Unavailable("it was closed");
    }
  }
}
