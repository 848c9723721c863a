package dev.hearth.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.functions.InvokeEnd.Answered;
import dev.hearth.functions.InvokeEnd.Failed;
import dev.hearth.functions.InvokeEnd.Metered;
import dev.hearth.functions.InvokeEnd.Refused;
import dev.hearth.functions.InvokeEnd.Throttle;
import dev.hearth.sandbox.Isolation;
import dev.hearth.sandbox.ProgramLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class FunctionsTest {
  private static final String SECRET = "correct horse battery staple";

  @TempDir Path directory;
  private final FakeRuntime runtime = new FakeRuntime();
  private FunctionStore store;
  private CodeStore code;
  private Functions functions;
  private long millis = 1_700_000_000_000L;
  private long elapsed;
  private int revision;

  /** Everything happens at once, on the test's own thread. */
  private final Loop loop =
      new Loop() {
        @Override
        public void execute(Runnable work) {
          work.run();
        }

        @Override
        public long millis() {
          return millis;
        }

        @Override
        public long elapsed() {
          return elapsed;
        }

        @Override
        public Runnable after(long delay, Runnable work) {
          throw new AssertionError("nothing here waits");
        }
      };

  @BeforeEach
  void open() {
    store = FunctionStore.open(file(), KeyFileVault.open(directory.resolve("vault.key")));
    Set<String> used = store.digests();
    code = CodeStore.open(directory.resolve("code"), CodeLimits.DEFAULTS, used);
    functions =
        new Functions(
            store,
            code,
            runtime,
            loop,
            Runnable::run,
            () -> "revision-" + ++revision,
            FunctionLimits.DEFAULTS);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    close();
    runtime.served.clear();
    runtime.retired.clear();
    open();
    get(functions.restore());
  }

  private Path file() {
    return directory.resolve("functions.db");
  }

  static FunctionConfiguration configuration(String handler) {
    return new FunctionConfiguration(
        "python3.11",
        handler,
        Optional.empty(),
        "",
        "",
        "process",
        Isolation.PROCESS,
        false,
        Map.of("KEY", SECRET),
        ProgramLimits.DEFAULTS,
        3_000_000_000L,
        false,
        false,
        Long.MAX_VALUE,
        Map.of(),
        Map.of());
  }

  private static CodePackage code(String text) {
    return new CodePackage(text.getBytes(UTF_8), Optional.of("a.py"));
  }

  private static Deployment deployment(String name, String text) {
    return new Deployment(
        name,
        configuration("a.handler"),
        Optional.of(code(text)),
        Map.of("team", "blue"),
        Concurrency.NONE,
        Optional.empty(),
        false);
  }

  private static <T> T get(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    assertThat(future).as("done").isDone();
    try {
      return future.join();
    } catch (RuntimeException e) {
      throw Failures.cause(e) instanceof RuntimeException cause ? cause : e;
    }
  }

  private static void fails(FunctionException.Code code, String why, CompletionStage<?> stage) {
    assertThatExceptionOfType(FunctionException.class)
        .isThrownBy(() -> get(stage))
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  private static Invoke call() {
    return new Invoke(
        "id", new byte[0], "", "arn", 1_000, false, Optional.empty(), Optional.empty());
  }

  private InvokeEnd invoke(String name, String qualifier) {
    var ends = new ArrayList<InvokeEnd>();
    functions.invoke(name, Optional.of(qualifier), call(), ends::add);
    assertThat(ends).hasSize(1);
    return ends.getFirst();
  }

  private String answer(String name, String qualifier) {
    return invoke(name, qualifier) instanceof Answered answered
        ? new String(answered.payload(), UTF_8).split(" ", 2)[0]
        : "none";
  }

  private FunctionRecord alias(String version, Map<String, Double> weights) {
    return get(
        functions.change(
            "f", record -> record.withAlias(Alias.of("live", version, weights, "", "r"))));
  }

  @Test
  void aFunctionIsCreatedCalledAndThereAfterARestart() {
    FunctionRecord created = get(functions.create(deployment("f", "1")));
    assertThat(answer("f", "$LATEST")).isEqualTo("$LATEST");
    reopen();
    assertThat(functions.list()).containsExactly(created);
    assertThat(functions.get("f").latest().configuration().environment())
        .containsEntry("KEY", SECRET);
    assertThat(answer("f", "$LATEST")).isEqualTo("$LATEST");
    assertThat(runtime.served.get(1).code().orElseThrow().content().resolve("a.py"))
        .hasContent("1");
  }

  @Test
  void secretsAreOnTheDiskOnlySealed() throws IOException {
    get(functions.create(deployment("f", "1")));
    get(functions.publish("f", Optional.empty(), Optional.empty(), Optional.empty()));
    assertThat(new String(Files.readAllBytes(file()), UTF_8))
        .contains("python3.11")
        .doesNotContain(SECRET);
    assertThat(functions.get("f").toString()).doesNotContain(SECRET);
  }

  @Test
  void aNameIsGivenOnce() {
    get(functions.create(deployment("f", "1")));
    fails(
        FunctionException.Code.RESOURCE_CONFLICT,
        "already exist",
        functions.create(deployment("f", "2")));
    fails(FunctionException.Code.RESOURCE_NOT_FOUND, "function:g", functions.delete("g"));
  }

  @Test
  void codeThatCannotRunIsNotKept() {
    runtime.refusal = "no such handler";
    CompletionStage<FunctionRecord> created = functions.create(deployment("f", "1"));
    assertThat(created.toCompletableFuture()).isCompletedExceptionally();
    assertThat(functions.list()).isEmpty();
    assertThat(store.all()).isEmpty();
    assertThat(directory.resolve("code")).isEmptyDirectory();
    runtime.refusal = "";
    get(functions.create(deployment("f", "1")));
    runtime.refusal = "no such handler";
    CompletionStage<?> updated = functions.updateCode("f", code("2"), Optional.empty(), false);
    assertThat(updated.toCompletableFuture()).isCompletedExceptionally();
    assertThat(answer("f", "$LATEST")).isEqualTo("$LATEST");
    assertThat(runtime.retired).isEmpty();
  }

  @Test
  void newCodeTakesOverAndTheOldGoesWhenItHasFinished() {
    runtime.lingering = true;
    get(functions.create(deployment("f", "1")));
    Path old = runtime.served.get(1).code().orElseThrow().content();
    FunctionRecord updated =
        get(functions.updateCode("f", code("2"), Optional.of("revision-1"), false));
    assertThat(runtime.retired).containsExactly(1);
    assertThat(old).exists();
    runtime.retirements.getFirst().complete(null);
    assertThat(old).doesNotExist();
    assertThat(updated.latest().revision()).isEqualTo("revision-2");
    fails(
        FunctionException.Code.PRECONDITION_FAILED,
        "revision-2, not revision-1",
        functions.updateCode("f", code("3"), Optional.of("revision-1"), false));
  }

  @Test
  void publishedVersionsStayAsTheyAre() {
    get(functions.create(deployment("f", "1")));
    VersionRecord first =
        get(functions.publish("f", Optional.empty(), Optional.empty(), Optional.of("one")));
    assertThat(first.version()).isEqualTo("1");
    assertThat(first.configuration().description()).isEqualTo("one");
    VersionRecord same =
        get(functions.publish("f", Optional.empty(), Optional.empty(), Optional.empty()));
    assertThat(same).isEqualTo(first);
    get(functions.updateConfiguration("f", _ -> configuration("b.handler"), Optional.empty()));
    get(functions.updateCode("f", code("2"), Optional.empty(), true));
    reopen();
    assertThat(functions.get("f").versions()).hasSize(2).contains(first);
    assertThat(answer("f", "1")).isEqualTo("1");
    assertThat(answer("f", "2")).isEqualTo("2");
    assertThat(functions.route("f", Optional.of("1")).version().configuration().handler())
        .isEqualTo("a.handler");
    assertThatExceptionOfType(FunctionException.class)
        .isThrownBy(() -> functions.route("f", Optional.of("3")))
        .withMessageContaining("function:f:3");
  }

  @Test
  void aDeletedVersionIsGoneWithItsCodeAndItsNumberIsNotGivenAgain() {
    get(functions.create(deployment("f", "1")));
    get(functions.publish("f", Optional.empty(), Optional.empty(), Optional.empty()));
    Path old = runtime.served.get(1).code().orElseThrow().content();
    get(functions.updateCode("f", code("2"), Optional.empty(), false));
    assertThat(old).exists();
    alias("1", Map.of());
    fails(
        FunctionException.Code.RESOURCE_CONFLICT,
        "live",
        functions.change("f", record -> record.withoutVersion("1")));
    get(functions.change("f", record -> record.withoutAlias("live")));
    get(functions.change("f", record -> record.withoutVersion("1")));
    assertThat(old).doesNotExist();
    assertThat(
            get(functions.publish("f", Optional.empty(), Optional.empty(), Optional.empty()))
                .version())
        .isEqualTo("2");
  }

  @Test
  void callsOfAnAliasAreSharedOutByItsWeights() {
    get(functions.create(deployment("f", "1")));
    get(functions.publish("f", Optional.empty(), Optional.empty(), Optional.empty()));
    get(functions.updateCode("f", code("2"), Optional.empty(), true));
    alias("1", Map.of("2", 0.3));
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(answer("f", "live"));
    }
    assertThat(answers).filteredOn("2"::equals).hasSize(30);
    assertThat(answers.subList(0, 10)).filteredOn("2"::equals).hasSize(3);
    alias("2", Map.of());
    assertThat(answer("f", "live")).isEqualTo("2");
    fails(
        FunctionException.Code.INVALID_PARAMETER_VALUE,
        "published",
        functions.change(
            "f", record -> record.withAlias(Alias.of("x", "1", Map.of("$LATEST", 0.5), "", "r"))));
  }

  @Test
  void reservedConcurrencyHoldsForAllVersionsTogether() {
    get(functions.create(deployment("f", "1")));
    get(functions.publish("f", Optional.empty(), Optional.empty(), Optional.empty()));
    get(functions.change("f", record -> record.withReserved(OptionalInt.of(2))));
    runtime.holding = true;
    var ends = new ArrayList<InvokeEnd>();
    functions.invoke("f", Optional.empty(), call(), ends::add);
    Runnable cancel = functions.invoke("f", Optional.of("1"), call(), ends::add);
    assertThat(invoke("f", "1"))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Throttle.RESERVED_CONCURRENCY));
    cancel.run();
    runtime.held.get(1).ended(new Answered(new byte[0], Metered.NOTHING));
    runtime.held.get(0).ended(new Answered(new byte[0], Metered.NOTHING));
    assertThat(ends).hasSize(2);
    runtime.holding = false;
    assertThat(answer("f", "1")).isEqualTo("1");
    get(functions.change("f", record -> record.withReserved(OptionalInt.of(0))));
    assertThat(invoke("f", "1")).isInstanceOf(Refused.class);
  }

  @Test
  void provisionedInstancesFollowTheAlias() {
    get(functions.create(deployment("f", "1")));
    get(functions.publish("f", Optional.empty(), Optional.empty(), Optional.empty()));
    get(functions.updateCode("f", code("2"), Optional.empty(), true));
    alias("1", Map.of());
    get(functions.change("f", record -> record.withProvisioned("live", Optional.of(3))));
    ServedVersion one = functions.route("f", Optional.of("1"));
    ServedVersion two = functions.route("f", Optional.of("2"));
    assertThat(one.ready()).isEqualTo(3);
    alias("2", Map.of());
    assertThat(one.ready()).isZero();
    assertThat(two.ready()).isEqualTo(3);
  }

  @Test
  void callsWaitForCodeThatIsMadeReady() {
    get(functions.create(deployment("f", "1")));
    get(functions.publish("f", Optional.empty(), Optional.empty(), Optional.empty()));
    var preparation = new CompletableFuture<Void>();
    runtime.preparation = preparation;
    var ends = new ArrayList<InvokeEnd>();
    functions.invoke("f", Optional.of("1"), call(), ends::add);
    Runnable cancel = functions.invoke("f", Optional.of("1"), call(), ends::add);
    assertThat(ends).isEmpty();
    cancel.run();
    assertThat(ends).singleElement().isInstanceOf(Failed.class);
    preparation.complete(null);
    assertThat(ends).hasSize(2).last().isInstanceOf(Answered.class);
  }

  @Test
  void callsThatWaitedRunThoughTheFunctionIsDeletedMeanwhile() {
    get(functions.create(deployment("f", "1")));
    get(functions.publish("f", Optional.empty(), Optional.empty(), Optional.empty()));
    var preparation = new CompletableFuture<Void>();
    runtime.preparation = preparation;
    var ends = new ArrayList<InvokeEnd>();
    functions.invoke("f", Optional.of("1"), call(), ends::add);
    get(functions.delete("f"));
    preparation.complete(null);
    assertThat(ends).singleElement().isInstanceOf(Answered.class);
    assertThat(runtime.retired).hasSize(2);
    assertThat(directory.resolve("code")).isEmptyDirectory();
  }

  @Test
  void aStartThatFailsIsToldAndTriedAgainLater() {
    get(functions.create(deployment("f", "1")));
    get(functions.publish("f", Optional.empty(), Optional.empty(), Optional.empty()));
    runtime.refusal = "no python here";
    for (int i = 0; i < 2; i++) {
      assertThat(invoke("f", "1"))
          .isInstanceOfSatisfying(
              Failed.class,
              failed -> assertThat(failed.failure().message()).isEqualTo("no python here"));
    }
    runtime.refusal = "";
    assertThat(invoke("f", "1")).isInstanceOf(Failed.class);
    millis -= 3_600_000; // what a clock put back says of it
    elapsed += 5_000;
    assertThat(answer("f", "1")).isEqualTo("1");
  }

  @Test
  void aFunctionIsDeletedWithEverything() {
    get(functions.create(deployment("f", "1")));
    get(functions.publish("f", Optional.empty(), Optional.empty(), Optional.empty()));
    answer("f", "1");
    get(functions.delete("f"));
    assertThat(runtime.retired).hasSize(2);
    assertThat(directory.resolve("code")).isEmptyDirectory();
    reopen();
    assertThat(functions.list()).isEmpty();
  }

  @Test
  void deployingMakesOrChanges() {
    get(functions.deploy(deployment("f", "1")));
    get(functions.deploy(deployment("f", "2")));
    Deployment same = deployment("f", "2");
    FunctionRecord kept =
        get(
            functions.deploy(
                new Deployment(
                    "f",
                    configuration("b.handler"),
                    Optional.empty(),
                    Map.of(),
                    new Concurrency(OptionalInt.of(5), 2),
                    Optional.empty(),
                    true)));
    assertThat(kept.latest().sha256()).isEqualTo(functions.get("f").latest().sha256()).isPresent();
    assertThat(kept.tags()).isEmpty();
    assertThat(kept.versions()).hasSize(1);
    assertThat(functions.route("f", Optional.empty()).ready()).isEqualTo(2);
    assertThat(same.code()).isPresent();
  }

  @Test
  void changesOfOneNameHappenOneAfterAnother() {
    var preparation = new CompletableFuture<Void>();
    runtime.preparation = preparation;
    CompletionStage<FunctionRecord> created = functions.create(deployment("f", "1"));
    CompletionStage<Void> deleted = functions.delete("f");
    assertThat(deleted.toCompletableFuture()).isNotDone();
    preparation.complete(null);
    get(created);
    get(deleted);
    assertThat(functions.list()).isEmpty();
  }

  @Test
  void namesAreTakenInAllForms() {
    get(functions.create(deployment("f", "1")));
    assertThat(functions.route(FunctionName.arn("f"), Optional.empty()).version().name())
        .isEqualTo("f");
    assertThat(functions.route("f:$LATEST", Optional.empty()).version().name()).isEqualTo("f");
    fails(
        FunctionException.Code.INVALID_PARAMETER_VALUE,
        "leave out",
        functions.create(deployment("f:1", "1")));
  }
}
