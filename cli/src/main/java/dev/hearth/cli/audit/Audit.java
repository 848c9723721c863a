package dev.hearth.cli.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.cli.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;

/** Names the delivered libraries that a database knows to be vulnerable. */
@Command(
    name = "audit",
    description =
        "Holds the libraries of this build against a snapshot of OSV's database of Maven's"
            + " vulnerabilities (https://osv.dev, all.zip). Exit code 1 if any is known.",
    mixinStandardHelpOptions = true)
public final class Audit implements Callable<Integer> {
  @Option(
      names = "--database",
      description = "OSV's all.zip, a directory of its files, or one file.")
  private @Nullable Path database;

  @Option(
      names = "--bom",
      defaultValue = "${sys:hearth.bom:-distribution/target/hearth/bom.json}",
      description = "The bill of materials, bom.json of the build.")
  private @Nullable Path bom;

  @Spec private @Nullable CommandSpec spec;

  private record Finding(Library library, Advisory advisory, Advisory.Affected affected) {
    String line() {
      return "%s has %s%s: %s; %s"
          .formatted(
              library,
              advisory.id(),
              advisory.aliases().isEmpty()
                  ? ""
                  : " (" + String.join(", ", advisory.aliases()) + ")",
              advisory.summary(),
              affected.fixed().map(fixed -> "fixed in " + fixed).orElse("no version is fixed"));
    }
  }

  @Override
  public Integer call() {
    if (database == null || !Files.exists(database)) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "nothing was audited: "
              + (database == null
                  ? "no database of vulnerabilities is given"
                  : "there is no database at " + database)
              + "; get https://osv-vulnerabilities.storage.googleapis.com/Maven/all.zip and write"
              + " --database PATH");
    }
    List<Library> libraries = libraries();
    var findings = new ArrayList<Finding>();
    int advisories = advisories(new Database(database), libraries, findings);
    if (advisories == 0) {
      throw new CommandFailure(
          CommandFailure.USAGE, "nothing was audited: " + database + " has no advisory");
    }
    PrintWriter out = out();
    findings.forEach(each -> out.println(each.line()));
    out.printf(
        "%d libraries against %d advisories: %d known vulnerabilities%n",
        libraries.size(), advisories, findings.size());
    out.flush();
    return findings.isEmpty() ? 0 : 1;
  }

  private PrintWriter out() {
    return spec == null ? new PrintWriter(System.out, true, UTF_8) : spec.commandLine().getOut();
  }

  private List<Library> libraries() {
    try {
      if (bom == null || !Files.exists(bom)) {
        throw new CommandFailure(
            CommandFailure.USAGE,
            "nothing was audited: there is no bill of materials"
                + (bom == null ? "" : " at " + bom)
                + "; build with './hearth build'");
      }
      return Library.of(bom);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "nothing was audited: " + bom + " cannot be read: " + e.getMessage());
    }
  }

  private static int advisories(
      Database database, List<Library> libraries, List<Finding> findings) {
    try {
      return database.each(
          advisory -> {
            for (Library library : libraries) {
              advisory
                  .about(library)
                  .ifPresent(affected -> findings.add(new Finding(library, advisory, affected)));
            }
          });
    } catch (IOException | JacksonException e) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "nothing was audited: " + database.path() + " cannot be read: " + e.getMessage());
    }
  }
}
