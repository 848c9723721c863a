package dev.hearth.node;

import dev.hearth.functions.FunctionRecord;
import dev.hearth.functions.FunctionVersion;
import dev.hearth.functions.Functions;
import dev.hearth.functions.VersionRecord;
import dev.hearth.gateway.console.Feed;
import dev.hearth.node.console.Subjects;
import dev.hearth.node.function.Served;
import dev.hearth.node.function.ServedVersions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The models, functions and graphs of a node for its console. Owned by the event loop. */
record ConsoleSubjects(
    Catalogue catalogue, Functions functions, ServedVersions served, Graphs graphs)
    implements Subjects {
  private static final String MODEL = "model/";
  private static final String FUNCTION = "function/";
  private static final String GRAPH = "graph/";

  @Override
  public Optional<Subject> find(String key) {
    String name = key.substring(key.indexOf('/') + 1);
    return switch (key.substring(0, key.length() - name.length())) {
      case MODEL -> catalogue.find(name).map(ConsoleSubjects::model);
      case FUNCTION -> functions.find(name).map(this::function);
      case GRAPH -> graphs.deployed(name).map(this::graph);
      default -> Optional.empty();
    };
  }

  /** The version with the most traffic is the one described by its policies. */
  private static Subject model(ModelVersions model) {
    var handles = new ArrayList<Integer>();
    handles.add(model.inForce().function());
    model.all().stream()
        .map(Deployed::function)
        .filter(function -> !function.equals(handles.getFirst()))
        .forEach(handles::add);
    return new Subject(
        "model",
        model.name(),
        model.all().stream()
            .map(each -> new Feed.Version(each.version(), model.traffic().percent(each.number())))
            .toList(),
        handles,
        model.loaded(),
        Optional.empty(),
        List.of());
  }

  private Subject function(FunctionRecord function) {
    String name = function.name();
    List<Feed.Version> versions =
        Stream.concat(
                Stream.of(new Feed.Version(FunctionVersion.LATEST, 100)),
                function.versions().stream()
                    .map(VersionRecord::version)
                    .map(version -> new Feed.Version(version, 0)))
            .toList();
    List<Integer> handles =
        served.of(name).stream()
            .filter(each -> !each.retired())
            .sorted(Comparator.comparing(ConsoleSubjects::published))
            .map(Served::handle)
            .toList();
    return new Subject(
        "function",
        name,
        versions,
        handles,
        true,
        functions.failure(name, FunctionVersion.LATEST),
        List.of());
  }

  private static boolean published(Served version) {
    return !version.version().version().equals(FunctionVersion.LATEST);
  }

  private Subject graph(DeployedGraph graph) {
    List<String> services = graph.graph().services();
    List<String> missing = services.stream().filter(name -> part(name).isEmpty()).toList();
    return new Subject(
        "graph",
        graph.graph().name(),
        List.of(new Feed.Version(Integer.toString(graph.version()), 100)),
        List.of(),
        true,
        missing.isEmpty()
            ? Optional.empty()
            : Optional.of("it calls what is not deployed: " + String.join(", ", missing)),
        services.stream().flatMap(name -> part(name).stream()).toList());
  }

  private Optional<String> part(String name) {
    if (catalogue.find(name).isPresent()) {
      return Optional.of(MODEL + name);
    }
    return functions.find(name).map(_ -> FUNCTION + name);
  }

  @Override
  public Optional<Owner> owner(int function) {
    Optional<Owner> model =
        catalogue
            .find(function)
            .map(version -> new Owner(MODEL + version.name(), version.version()));
    return model.or(
        () ->
            served
                .find(function)
                .map(Served::version)
                .map(version -> new Owner(FUNCTION + version.name(), version.version())));
  }
}
