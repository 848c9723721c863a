package dev.hearth.kernel.journal;

import static dev.hearth.kernel.Call.call;
import static dev.hearth.kernel.Deployment.function;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Deployment;
import dev.hearth.kernel.FakeSuites;
import dev.hearth.kernel.FakeWorld;
import dev.hearth.kernel.FakeWorld.Effect;
import dev.hearth.kernel.Fakes;
import dev.hearth.kernel.Inputs;
import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.Limits;
import dev.hearth.kernel.Mark;
import dev.hearth.kernel.Message;
import dev.hearth.kernel.NodeState;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.Plan;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Result;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suites;
import dev.hearth.kernel.Usage;
import dev.hearth.kernel.Witness;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class JournalTest {
  private static final long MS = 1_000_000L;
  private static final KernelOptions OPTIONS =
      new KernelOptions(0, Resources.of(16_000, 1_000), Limits.DEFAULTS, PolicyChoice.DEFAULTS, 1);
  private static final Deployment BATCHED = function(0).batch(2, 10 * MS).scale(0, 2).maxQueue(4);

  @Test
  void replayTakesTheSameDecisions() throws IOException {
    var report = replay(recorded(), new FakeSuites());

    assertThat(report.difference()).isEmpty();
    assertThat(report.inputs()).isEqualTo(21);
    assertThat(report.decisions()).isGreaterThan(10);
    assertThat(report.bytes()).isGreaterThan(report.decisions());
  }

  @Test
  void aHandleThatNoNodeGivesIsDamage() throws IOException {
    var bytes = new ByteArrayOutputStream();
    new Journal(OPTIONS, new FakeSuites(), new FakeWorld(), bytes, _ -> {}).flush();
    var out = new DataOutputStream(bytes);
    out.writeByte(Journal.INPUT);
    RecordCodec.write(
        out, Input.class, new Input.Deploy(0, function(Integer.MAX_VALUE - 8).revision()));

    assertThatThrownBy(() -> replay(bytes.toByteArray(), new FakeSuites()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged")
        .hasMessageContaining("2147483639");
  }

  @Test
  void sameInputsGiveTheSameBytes() {
    assertThat(recorded()).isEqualTo(recorded());
  }

  @Test
  void aWitnessLeavesNoTraceInTheJournal() {
    var bytes = new ByteArrayOutputStream();
    var world = new FakeWorld();
    var journal = journal(bytes, world);
    var heard = new ArrayList<Integer>();
    journal
        .kernel()
        .witness(
            new Witness() {
              @Override
              public void became(long now, InstanceView instance, InstanceState state) {
                heard.add(instance.id());
              }
            });
    script(journal, world);
    journal.flush();

    assertThat(heard).isNotEmpty();
    assertThat(bytes.toByteArray()).isEqualTo(recorded());
  }

  @Test
  void journalledKernelDecidesAsAPlainOne() {
    var journalled = new FakeWorld();
    script(journal(new ByteArrayOutputStream(), journalled), journalled);
    var plain = new FakeWorld();
    script(new dev.hearth.kernel.Kernel(OPTIONS, new FakeSuites(), plain), plain);

    assertThat(journalled.all(Effect.class)).isEqualTo(plain.all(Effect.class));
  }

  @Test
  void journalCutAnywhereReplaysWhatIsLeftOfIt() throws IOException {
    var whole = recorded();
    for (int end = headerLength(); end <= whole.length; end++) {
      var report = replay(Arrays.copyOf(whole, end), new FakeSuites());

      assertThat(report.difference()).as("cut at %d of %d", end, whole.length).isEmpty();
    }
  }

  @Test
  void journalCutInItsHeaderSaysSo() {
    for (int end = 0; end < headerLength(); end++) {
      var cut = Arrays.copyOf(recorded(), end);

      assertThatThrownBy(() -> replay(cut, new FakeSuites()))
          .as("cut at %d", end)
          .isInstanceOf(IOException.class)
          .hasMessage("the journal ends within its header");
    }
  }

  @Test
  void damagedByteGivesADifferenceOrAClearError() {
    var whole = recorded();
    for (int place = 0; place < whole.length; place++) {
      var damaged = whole.clone();
      damaged[place] ^= (byte) 0xff;
      try {
        replay(damaged, new FakeSuites());
      } catch (IOException e) {
        assertThat(e).as("damage at %d", place).hasMessageContaining("journal");
      }
    }
  }

  @Test
  void unknownFrameIsDamage() {
    var damaged = recorded();
    damaged[headerLength()] = 'x';

    assertThatThrownBy(() -> replay(damaged, new FakeSuites()))
        .isInstanceOf(IOException.class)
        .hasMessage("the journal is damaged: no kind of frame 120");
  }

  @Test
  void otherFilesAreNoJournals() throws IOException {
    var bytes = new ByteArrayOutputStream();
    RecordCodec.write(new DataOutputStream(bytes), String.class, "something else");

    assertThatThrownBy(() -> replay(bytes.toByteArray(), new FakeSuites()))
        .isInstanceOf(IOException.class)
        .hasMessage("this is not a journal of Hearth");
  }

  /** The first node that could write one wrote it, {@code forms/README.md}. */
  @Test
  void aJournalOfTheFirstNodeIsKnownAsThatOfAnotherBuild() throws IOException {
    byte[] journal;
    try (var in = JournalTest.class.getResourceAsStream("/forms/b4810df/journal")) {
      journal = Objects.requireNonNull(in).readAllBytes();
    }
    assertThatThrownBy(() -> replay(journal, new FakeSuites()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("replay it with the build that wrote it");
  }

  @Test
  void aJournalOfALaterFormIsRefusedByItsName() throws IOException {
    var bytes = new ByteArrayOutputStream();
    RecordCodec.write(new DataOutputStream(bytes), String.class, "hearth-journal-2");

    assertThatThrownBy(() -> replay(bytes.toByteArray(), new FakeSuites()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("'hearth-journal-2'")
        .hasMessageContaining("knows only 'hearth-journal-1'")
        .hasMessageContaining("replay it with the build that wrote it");
  }

  @Test
  void journalOfAnotherBuildIsRefused() throws IOException {
    var bytes = new ByteArrayOutputStream();
    RecordCodec.write(new DataOutputStream(bytes), String.class, Journal.MAGIC);
    RecordCodec.write(new DataOutputStream(bytes), String.class, "0badcafe");

    assertThatThrownBy(() -> replay(bytes.toByteArray(), new FakeSuites()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("0badcafe")
        .hasMessageContaining("replay it with the build that wrote it");
  }

  @Test
  void replayWithAnotherPolicyNamesTheFirstInputThatDiffers() throws IOException {
    var other = new FakeSuites().use(Role.SCALING, Fakes.fixedSize(2));
    var report = replay(recorded(), other);

    assertThat(report.difference().orElseThrow())
        .startsWith("input 1, Deploy[now=0")
        .endsWith("led to other decisions");
  }

  @Test
  void refusedInputIsReplayedToo() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var journal = journal(bytes, new FakeWorld());
    var unknown = function(0).with(Role.SCALING, "none").revision();
    assertThatThrownBy(() -> journal.deploy(0, unknown))
        .isInstanceOf(IllegalArgumentException.class);
    journal.deploy(1, function(0).revision());

    var report = replay(bytes.toByteArray(), new FakeSuites());
    assertThat(report.difference()).isEmpty();
    assertThat(report.inputs()).isEqualTo(2);
  }

  @Test
  void inputThatIsRefusedOnlyInTheReplayIsADifference() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var suites = new FakeSuites().use(Role.SCALING, Fakes.fixedSize(0));
    var journal = new Journal(OPTIONS, suites, new FakeWorld(), bytes, JournalTest::fail);
    journal.deploy(0, function(0).with(Role.SCALING, "SCALING").revision());
    Suites without =
        new Suites() {
          @Override
          public dev.hearth.kernel.Suite find(String id) {
            throw new IllegalArgumentException("no suite '" + id + "'");
          }

          @Override
          public PolicyChoice.Named standard(Role role) {
            return suites.standard(role);
          }
        };

    journal.tick(1);
    assertThat(replay(bytes.toByteArray(), without).difference()).isPresent();
  }

  @Test
  void kernelGoesOnWhereItsJournalCannotBeWritten() {
    var failures = new ArrayList<IOException>();
    var world = new FakeWorld();
    var journal =
        new Journal(
            OPTIONS, new FakeSuites(), world, new Full(headerLength() + 500), failures::add);
    script(journal, world);

    assertThat(world.outcomes()).containsEntry(1L, Outcome.ANSWERED);
    assertThat(failures).hasSize(1);
  }

  @Test
  void whatWasWrittenBeforeAFailureReplays() throws IOException {
    var full = new Full(headerLength() + 500);
    var world = new FakeWorld();
    script(new Journal(OPTIONS, new FakeSuites(), world, full, _ -> {}), world);

    var report = replay(full.written.toByteArray(), new FakeSuites());
    assertThat(report.difference()).isEmpty();
    assertThat(report.inputs()).isPositive();
  }

  @Test
  void journalThatFailsWithItsFirstByteIsHeardOfOnce() {
    var failures = new ArrayList<IOException>();
    var journal =
        new Journal(OPTIONS, new FakeSuites(), new FakeWorld(), new Full(0), failures::add);
    journal.tick(0);
    journal.flush();

    assertThat(failures).hasSize(1);
  }

  private static byte[] recorded() {
    var bytes = new ByteArrayOutputStream();
    var world = new FakeWorld();
    script(journal(bytes, world), world);
    return bytes.toByteArray();
  }

  private static int headerLength() {
    var bytes = new ByteArrayOutputStream();
    journal(bytes, new FakeWorld());
    return bytes.size();
  }

  private static Journal journal(OutputStream to, FakeWorld world) {
    return new Journal(OPTIONS, new FakeSuites(), world, to, JournalTest::fail);
  }

  private static void fail(IOException e) {
    throw new AssertionError("the journal could not be written", e);
  }

  private static Replay.Report replay(byte[] journal, Suites suites) throws IOException {
    return Replay.run(new ByteArrayInputStream(journal), suites);
  }

  /** Every kind of input once at least, with a cold start, a batch, rejections and a loss. */
  private static void script(Inputs inputs, FakeWorld world) {
    inputs.deploy(0, BATCHED.revision());
    for (long id : List.of(1L, 2L, 3L, 4L, 5L)) {
      inputs.submit(id, call(id).answerBy(1_000 * MS).invocation());
    }
    inputs.changed(10 * MS, 1, Result.DONE);
    inputs.progress(11 * MS, run(world), 0, Mark.FIRST_BYTE);
    inputs.ended(12 * MS, run(world), 0, Outcome.ANSWERED, Usage.UNKNOWN);
    inputs.ended(12 * MS, run(world), 1, Outcome.ANSWERED, Usage.UNKNOWN);
    inputs.measured(13 * MS, 1, new Usage(1, 2, 3));
    inputs.cancel(14 * MS, 3, Cause.CALLER);
    inputs.lost(15 * MS, 1, "it crashed");
    inputs.node(16 * MS, new NodeState(3, true, Resources.NONE, Resources.NONE, 0));
    inputs.planned(17 * MS, 1, Plan.NONE);
    inputs.message(18 * MS, 3, new Message.Forward(3, 9, 1, 0, 0, 1, 0, MS, MS, 2));
    inputs.tick(30 * MS);
    inputs.retire(31 * MS, 0);
    inputs.drain(32 * MS);
    inputs.tick(33 * MS);
    inputs.tick(2_000 * MS);
  }

  private static long run(FakeWorld world) {
    return world.all(Effect.Ran.class).getFirst().run();
  }

  /** Takes so many bytes and no more. */
  private static final class Full extends OutputStream {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final int most;

    Full(int most) {
      this.most = most;
    }

    @Override
    public void write(int each) throws IOException {
      if (written.size() == most) {
        throw new IOException("no space left");
      }
      written.write(each);
    }
  }
}
