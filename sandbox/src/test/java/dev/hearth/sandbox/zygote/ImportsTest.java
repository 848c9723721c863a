package dev.hearth.sandbox.zygote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportsTest {
  private static Set<String> in(String source) {
    var found = new TreeSet<String>();
    Imports.add(found, source);
    return found;
  }

  @Test
  void statementsOfEveryFormAreFound() {
    assertThat(
            in(
                """
                import json, re as regex
                from numpy import array
                def late():
                    import  csv  # only here
                from concurrent.futures import ThreadPoolExecutor
                """))
        .containsExactly("concurrent.futures", "csv", "json", "numpy", "re");
  }

  @Test
  void longestNameThatMayBeWarmIsTaken() {
    assertThat(in("import numpy.linalg.lapack_lite")).containsExactly("numpy.linalg");
    assertThat(in("import xml.etree.ElementTree as ET")).containsExactly("xml.etree.ElementTree");
  }

  @Test
  void whatDoesMoreThanDefineIsLeftToTheFunction() {
    assertThat(in("import antigravity, asyncio.__main__\nimport idlelib.run"))
        .containsOnly("asyncio");
  }

  @Test
  void textThatOnlyMentionsImportsIsNoStatement() {
    assertThat(in("x = 'import json'\n# import re\nimportant = 1\nfrom json")).isEmpty();
  }

  @Test
  void modulesOfTheProgramItselfAreNotWarm(@TempDir Path content) throws IOException {
    Files.writeString(content.resolve("main.py"), "import json\nimport numpy\nimport re\n");
    Files.writeString(content.resolve("re.py"), "");
    Files.createDirectories(content.resolve("numpy"));

    assertThat(Imports.of(content)).containsExactly("json");
  }
}
