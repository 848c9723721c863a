package dev.hearth.inference.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.inference.generation.Ending.Reason;
import dev.hearth.inference.generation.GenerationRequest.Prompt;
import dev.hearth.inference.generation.Loops.Answer;
import dev.hearth.inference.generation.Loops.Asked;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop over the seeded decoder, in ONNX Runtime. */
class GenerationLoopTest {
  private static final Sampling WARM = new Sampling(0.9, 0.95, 7);

  private final AtomicInteger widest = new AtomicInteger();
  private final AtomicInteger steps = new AtomicInteger();
  private static Decoder decoder;
  private Loops loops;

  @BeforeAll
  static void open(@TempDir Path directory) {
    decoder = Loops.decoder(directory);
  }

  @AfterAll
  static void shut() {
    decoder.close();
  }

  @BeforeEach
  void begin() {
    loops =
        new Loops(
            decoder,
            new LoopMeter() {
              @Override
              public void read(int promptTokens) {}

              @Override
              public void stepped(int sequences) {
                steps.incrementAndGet();
                widest.accumulateAndGet(sequences, Math::max);
              }

              @Override
              public void token(long sinceLastNanos) {}
            });
  }

  @AfterEach
  void close() {
    loops.close();
  }

  private static List<GenerationRequest> mixed() {
    return List.of(
        Loops.request("once upon a time", 40, Sampling.GREEDY),
        Loops.request("x", 25, WARM),
        Loops.request("a much longer prompt than the others have, to be padded for", 33, WARM),
        Loops.request("the", 12, new Sampling(1.3, 1, 9)));
  }

  @Test
  void anAnswerIsTheSameAloneAndInABatch() {
    List<Answer> alone = mixed().stream().map(loops::answer).toList();
    assertThat(widest).hasValue(1);
    List<Asked> asked = mixed().stream().map(loops::ask).toList();
    assertThat(asked.stream().map(Asked::await)).containsExactlyElementsOf(alone);
    assertThat(widest).as("sequences in one step").hasValueGreaterThan(1);
  }

  @Test
  void theCachesHoldWhatReadingEverythingAnewWouldGive() {
    long[] prompt = new ByteCodec().encode("the caches");
    Decoder.Step step = decoder.prefill(prompt);
    var all = new ArrayList<Long>();
    for (long id : prompt) {
      all.add(id);
    }
    var sampler = new Sampler(Sampling.GREEDY);
    for (int i = 0; i < 6; i++) {
      long token = sampler.choose(step.logits(0));
      all.add(token);
      Decoder.Step next = decoder.next(step.cache(), new long[] {token});
      step.cache().close();
      step = next;
      assertThat(distance(step.logits(0), anew(all))).isLessThan(1e-3);
    }
    step.cache().close();
  }

  private float[] anew(List<Long> tokens) {
    Decoder.Step step = decoder.prefill(tokens.stream().mapToLong(Long::longValue).toArray());
    step.cache().close();
    return step.logits(0);
  }

  private static double distance(float[] a, float[] b) {
    double most = 0;
    for (int i = 0; i < a.length; i++) {
      most = Math.max(most, Math.abs(a[i] - b[i]));
    }
    return most;
  }

  @Test
  void aSeedRepeatsTheDrawsAndAnotherDoesNot() {
    Answer first = loops.answer(Loops.request("seed", 30, WARM));
    assertThat(loops.answer(Loops.request("seed", 30, WARM))).isEqualTo(first);
    assertThat(loops.answer(Loops.request("seed", 30, new Sampling(0.9, 0.95, 8))).text())
        .isNotEqualTo(first.text());
  }

  @Test
  void asManyTokensAsAskedForAreCounted() {
    Ending.Finished ending = loops.answer(Loops.request("abc", 17, Sampling.GREEDY)).finished();
    assertThat(ending.tokens()).isLessThanOrEqualTo(17);
    assertThat(ending.promptTokens()).isEqualTo(4);
    assertThat(loops.answer(Loops.request("abc", 1, Sampling.GREEDY)).finished().tokens())
        .isEqualTo(1);
  }

  @Test
  void aStopTextEndsTheAnswerBeforeIt() {
    Answer whole = loops.answer(Loops.request("stop", 40, WARM));
    String stop = whole.text().substring(4, 7);
    Answer cut = loops.answer(Loops.request("stop", 40, WARM, "never this", stop));
    assertThat(cut.text()).isEqualTo(whole.text().substring(0, whole.text().indexOf(stop)));
    assertThat(cut.finished().reason()).isEqualTo(Reason.STOP);
    assertThat(cut.finished().tokens()).isLessThan(whole.finished().tokens());
  }

  @Test
  void theModelsLimitEndsAnAnswer() {
    String prompt = "p".repeat(Loops.MAX_TOKENS - 4);
    Answer answer = loops.answer(Loops.request(prompt, 100, Sampling.GREEDY));
    assertThat(answer.finished().tokens()).isLessThanOrEqualTo(3);
  }

  @Test
  void aPromptThatFillsTheModelIsRefusedAndTheOthersGoOn() {
    Asked good = loops.ask(Loops.request("good", 30, WARM));
    Answer refused = loops.answer(Loops.request("p".repeat(Loops.MAX_TOKENS), 1, Sampling.GREEDY));
    assertThat(refused.ending())
        .isInstanceOfSatisfying(
            Ending.Refused.class, why -> assertThat(why.why()).contains("this model takes 128"));
    assertThat(good.await().ending()).isInstanceOf(Ending.Finished.class);
  }

  @Test
  void aTokenOutsideTheVocabularyIsItsOwnSequencesFault() {
    Asked good = loops.ask(Loops.request("good", 30, WARM));
    var outside = new GenerationRequest(new Prompt.Tokens(List.of(9_999L)), 5, WARM, List.of());
    assertThat(loops.answer(outside).ending())
        .isInstanceOfAny(Ending.Refused.class, Ending.Failed.class);
    assertThat(good.await().ending()).isInstanceOf(Ending.Finished.class);
  }

  @Test
  void oneThatIsCancelledLeavesItsPlaceAtTheNextStep() {
    var asked = new Asked();
    var handle = new CompletableFuture<Sequence>();
    CompletableFuture<Void> cancelled = asked.started.thenRun(() -> handle.join().cancel());
    handle.complete(loops.loop.join(endless(), asked));
    assertThat(asked.await().ending()).isEqualTo(new Ending.Cancelled());
    cancelled.join();
    assertThat(loops.loop.sequences()).isZero();
    assertThat(steps).hasValueLessThan(2);
  }

  private static GenerationRequest endless() {
    return Loops.request("e", Loops.MAX_TOKENS, Sampling.GREEDY);
  }

  @Test
  void thereAreOnlySoManyPlaces() {
    List<Asked> asked = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100 * Loops.SEQUENCES; i++) {
                asked.add(loops.ask(endless()));
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("4 places");
    asked.forEach(Asked::await);
    assertThat(widest.get()).isLessThanOrEqualTo(Loops.SEQUENCES);
  }

  @Test
  void aClosedLoopEndsWhatIsLeft() {
    Asked asked = loops.ask(endless());
    asked.started.join();
    loops.loop.close();
    assertThat(asked.await().ending()).isNotNull();
    assertThatThrownBy(() -> loops.ask(endless())).hasMessageContaining("closed");
  }

  @Test
  void anIdleLoopTakesNoSteps() {
    loops.answer(Loops.request("idle", 5, Sampling.GREEDY));
    int before = steps.get();
    LockSupport.parkNanos(50_000_000);
    assertThat(steps).hasValue(before);
  }
}
