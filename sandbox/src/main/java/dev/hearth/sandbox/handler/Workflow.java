package dev.hearth.sandbox.handler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Functions that run one after another in one process and pass on references, never bytes (Kotni et
 * al., Faastlane, ATC 2021): {@code a.First -> [a.Left, a.Right] -> a.Join}. Those in brackets get
 * the same input and run at once, each on a thread of its own; the next gets the list of what they
 * answered. Only the first input and the last answer are JSON.
 *
 * <p>The functions of a workflow trust one another: of the publication, its keys that keep their
 * memory apart are left out, which the Java heap could not use, and so is its spilling into more
 * containers, which is left to whoever calls.
 */
final class Workflow implements Target {
  private static final String ARROW = "->";
  private static final int MOST = 64;

  private final List<List<HandlerClass>> stages;

  private Workflow(List<List<HandlerClass>> stages) {
    this.stages = stages;
  }

  static boolean is(String handler) {
    return handler.contains(ARROW);
  }

  static Workflow find(ClassLoader loader, String handler) {
    var stages = new ArrayList<List<HandlerClass>>();
    for (String stage : handler.split(ARROW, -1)) {
      stages.add(names(stage.strip()).stream().map(name -> step(loader, name)).toList());
    }
    if (stages.stream().mapToInt(List::size).sum() > MOST) {
      throw new HandlerException(
          "the workflow '%s' has more than %d functions, which is the most"
              .formatted(handler, MOST));
    }
    return new Workflow(stages);
  }

  private static List<String> names(String stage) {
    boolean parallel = stage.startsWith("[") && stage.endsWith("]");
    String inside = parallel ? stage.substring(1, stage.length() - 1) : stage;
    return parallel
        ? Arrays.stream(inside.split(",", -1)).map(String::strip).toList()
        : List.of(inside);
  }

  private static HandlerClass step(ClassLoader loader, String name) {
    HandlerClass found = HandlerClass.find(loader, name);
    if (!found.takesObjects()) {
      throw new HandlerException(
          "'%s' cannot be a step of a workflow: it is neither a Handler nor a Function"
              .formatted(name));
    }
    return found;
  }

  @Override
  public boolean nonBlocking() {
    return stages.stream().allMatch(stage -> stage.size() == 1 && stage.getFirst().nonBlocking());
  }

  @Override
  public Entry instance() {
    var json = new Json();
    List<Stage> made = stages.stream().map(Workflow::stage).toList();
    Json.Reading reading = stages.getFirst().getFirst().reading(json);
    return (input, info, stream) -> {
      Object value = reading.read(input);
      for (Stage stage : made) {
        value = stage.apply(value, info);
      }
      return json.write(value);
    };
  }

  private static Stage stage(List<HandlerClass> classes) {
    return new Stage(classes.stream().map(Workflow::named).toList());
  }

  private static Named named(HandlerClass found) {
    HandlerClass.Step step = HandlerClass.step(found.construct());
    if (step == null) {
      throw new HandlerException("'%s' cannot be a step of a workflow".formatted(found));
    }
    return new Named(found.toString(), step);
  }

  private record Named(String name, HandlerClass.Step step) {
    @Nullable Object apply(@Nullable Object input, Entry.CallInfo info) throws Exception {
      try {
        return step.apply(input, info);
      } catch (ClassCastException e) {
        throw new InvalidInputException(
            "'%s' was given a %s by the step before it: %s"
                .formatted(
                    name, input == null ? "null" : input.getClass().getName(), e.getMessage()),
            e);
      }
    }
  }

  private record Stage(List<Named> steps) {
    @Nullable Object apply(@Nullable Object input, Entry.CallInfo info) throws Exception {
      return steps.size() == 1 ? steps.getFirst().apply(input, info) : atOnce(input, info);
    }

    private List<@Nullable Object> atOnce(@Nullable Object input, Entry.CallInfo info)
        throws Exception {
      var tasks = new ArrayList<FutureTask<@Nullable Object>>();
      for (Named step : steps) {
        var task = new FutureTask<@Nullable Object>(() -> step.apply(input, info));
        tasks.add(task);
        Thread.ofVirtual().start(task);
      }
      try {
        var answers = new ArrayList<@Nullable Object>();
        for (FutureTask<@Nullable Object> task : tasks) {
          answers.add(task.get());
        }
        return answers;
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception own ? own : e;
      } finally {
        tasks.forEach(task -> task.cancel(true));
      }
    }
  }
}
