package dev.hearth.node;

import dev.hearth.inference.profile.Subject;
import java.util.TreeMap;

/** Gives what was prepared a handle in the kernel and measures of its own. */
final class VersionFactory {
  private final Catalogue catalogue;
  private final NodeMetrics metrics;

  VersionFactory(Catalogue catalogue, NodeMetrics metrics) {
    this.catalogue = catalogue;
    this.metrics = metrics;
  }

  Deployed make(Preparation.Prepared prepared, int number, boolean loaded) {
    String name = prepared.manifest().name();
    int function = catalogue.newFunction();
    NodeMetrics.OfVersion measures = metrics.open(name, number, function);
    prepared.manifest().generation().ifPresent(_ -> measures.generates());
    return new Deployed(
        function,
        number,
        prepared.manifest(),
        prepared.text(),
        prepared.artifact(),
        prepared.files(),
        prepared.graph(),
        prepared.axes(),
        program(prepared),
        loaded,
        new ModelCounters(),
        measures);
  }

  private static String program(Preparation.Prepared prepared) {
    var pipeline = prepared.manifest().pipeline();
    return Subject.digest(prepared.artifact(), pipeline, prepared.files())
        + prepared
            .axes()
            .map(axes -> " " + new TreeMap<>(axes.inputs()) + new TreeMap<>(axes.outputs()))
            .orElse("")
        + prepared.manifest().generation().map(generation -> " " + generation).orElse("");
  }
}
