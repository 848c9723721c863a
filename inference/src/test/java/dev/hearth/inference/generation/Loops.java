package dev.hearth.inference.generation;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.KeepingModel;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.ModelStore;
import dev.hearth.inference.OnnxRuntime;
import dev.hearth.inference.RuntimeOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A loop over the seeded decoder on a thread of its own, and answers to wait for. */
final class Loops implements AutoCloseable {
  static final int SEQUENCES = 4;
  static final int MAX_TOKENS = 128;
  private static final long SECONDS = 60;

  final GenerationLoop loop;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  Loops(Decoder decoder, LoopMeter meter) {
    loop =
        new GenerationLoop(
            decoder, new ByteCodec(), SEQUENCES, MAX_TOKENS, thread, meter, System::nanoTime);
  }

  static Decoder decoder(Path directory) {
    var source = ModelSource.parse("builtin:tiny-decoder?seed=1");
    Artifact artifact = new ModelStore(directory).fetch(source, _ -> {});
    var model = (KeepingModel) new OnnxRuntime().open(artifact, RuntimeOptions.defaults());
    return new Decoder(model, DecoderLayout.of(source, model.metadata()));
  }

  /** What came of a sequence. */
  record Answer(String text, Ending ending) {
    Ending.Finished finished() {
      return (Ending.Finished) ending;
    }
  }

  /** An answer under way. */
  static final class Asked implements Sequence.Listener {
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    final CompletableFuture<Void> started = new CompletableFuture<>();

    @Override
    public void text(String more) {
      text.append(more);
    }

    @Override
    public void started() {
      started.complete(null);
    }

    @Override
    public void ended(Ending ending) {
      if (!answer.complete(new Answer(text.toString(), ending))) {
        throw new IllegalStateException("ended twice");
      }
    }

    Answer await() {
      return answer.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }
  }

  static GenerationRequest request(String prompt, int tokens, Sampling sampling, String... stop) {
    return new GenerationRequest(
        new GenerationRequest.Prompt.Text(prompt), tokens, sampling, List.of(stop));
  }

  Asked ask(GenerationRequest request) {
    var asked = new Asked();
    loop.join(request, asked);
    return asked;
  }

  Answer answer(GenerationRequest request) {
    return ask(request).await();
  }

  @Override
  public void close() {
    loop.close();
    thread.close();
  }
}
