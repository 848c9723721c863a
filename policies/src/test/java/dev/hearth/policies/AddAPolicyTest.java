package dev.hearth.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Suite;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The classes that {@code docs/add-a-policy.md} has its readers write are classes that compile. */
class AddAPolicyTest {
  private static final Path PAGE = Path.of("..", "docs", "add-a-policy.md");
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("class (\\w+)");

  private static JavaFileObject source(String code) {
    var name = NAME.matcher(code);
    assertThat(name.find()).isTrue();
    return new SimpleJavaFileObject(
        URI.create("string:///" + name.group(1) + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return code;
      }
    };
  }

  /** Where the classes that the page uses came from, whatever loaded them. */
  private static String classPath() {
    return Stream.of(
            Suite.class, Registry.class, AddAPolicyTest.class, Test.class, Assertions.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
        .map(location -> Path.of(URI.create(location.toString())).toString())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void whatThePageShowsCompiles(@TempDir Path classes) throws Exception {
    var sources =
        BLOCK
            .matcher(Files.readString(PAGE))
            .results()
            .map(block -> source(block.group(1)))
            .toList();
    var problems = new DiagnosticCollector<JavaFileObject>();
    var options = List.of("-proc:none", "-d", classes.toString(), "-cp", classPath());

    var compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(null, null, problems, options, null, sources)
            .call();

    assertThat(problems.getDiagnostics())
        .filteredOn(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
        .isEmpty();
    assertThat(compiled).isTrue();
    assertThat(sources).hasSize(2);
  }
}
