package dev.hearth.node;

import dev.hearth.functions.Functions;
import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.OffLoop;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.console.ConsoleFiles;
import dev.hearth.gateway.console.DeploymentsApi;
import dev.hearth.gateway.console.FeedApi;
import dev.hearth.gateway.console.Reports;
import dev.hearth.gateway.console.ReportsApi;
import dev.hearth.kernel.Kernel;
import dev.hearth.node.console.ConsoleLimits;
import dev.hearth.node.console.LiveFeed;
import dev.hearth.node.console.NodeGauge;
import dev.hearth.node.console.Tallies;
import dev.hearth.node.function.ServedVersions;
import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What a node has for its console: the page, and what the page draws. Owned by the event loop. */
final class Console {
  private final Vertx vertx;
  private final ConsoleLimits limits;
  private final Reports reports;
  private final LiveFeed feed;
  private final FeedApi watchers;

  Console(
      NodeConfig config,
      Vertx vertx,
      KernelLoop loop,
      WallClock wall,
      Kernel kernel,
      Tallies tallies,
      Catalogue catalogue,
      Functions functions,
      ServedVersions served,
      Graphs graphs,
      String version,
      BooleanSupplier anonymous,
      Supplier<String> address) {
    this.vertx = vertx;
    limits = config.console();
    reports = new Reports(config.data().resolve("reports"), limits.reports());
    var constants =
        new NodeGauge.Constants(
            version, wall.getAsLong(), Machine.detect().cores(), anonymous, address);
    var subjects = new ConsoleSubjects(catalogue, functions, served, graphs);
    feed = new LiveFeed(limits, constants, subjects, tallies, loop::now, wall, kernel);
    watchers = new FeedApi(vertx, feed, limits.watchers());
    catalogue.onChange(name -> feed.changed("model/" + name));
    functions.onChange(name -> feed.changed("function/" + name));
    served.onChange(name -> feed.changed("function/" + name));
    graphs.onChange(name -> feed.changed("graph/" + name));
  }

  /** What hears the kernel for the console. */
  void addTo(Witnesses witnesses) {
    witnesses.add(feed.witness());
  }

  void addTo(Router router, Bodies bodies) {
    new ConsoleFiles(new OffLoop(vertx)).addTo(router);
    watchers.addTo(router);
    new DeploymentsApi(feed).addTo(router);
    new ReportsApi(reports, new OffLoop(vertx), bodies, limits.reportBytes()).addTo(router);
  }

  /** Lets go of those who watch, who would never end by themselves. */
  void close() {
    watchers.close();
  }
}
