package dev.hearth.sandbox.zygote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImportTreeTest {
  private static final long MS = 1_000_000;

  private final ImportTree<String> tree = new ImportTree<>(100, 4);
  private ImportTree.Node<String> root;

  @BeforeEach
  void learn() {
    tree.learn("numpy", 100 * MS);
    tree.learn("json", 10 * MS);
    tree.learn("re", 5 * MS);
    root = tree.add("root", null, Set.of(), 10, 0);
  }

  private String nearest(String... packages) {
    return Objects.requireNonNull(tree.nearest(Set.of(packages))).zygote();
  }

  @Test
  void nearestHasWhatTakesLongestToImport() {
    tree.add("json re", root, Set.of("json", "re"), 10, 0);
    tree.add("numpy", root, Set.of("numpy"), 10, 0);

    assertThat(nearest("json", "numpy", "re")).isEqualTo("numpy");
    assertThat(nearest("json", "re")).isEqualTo("json re");
  }

  @Test
  void nothingIsForkedThatHasMoreThanWasAskedFor() {
    tree.add("numpy json", root, Set.of("numpy", "json"), 10, 0);

    assertThat(nearest("numpy")).isEqualTo("root");
    assertThat(nearest()).isEqualTo("root");
  }

  @Test
  void leastBenefitForItsMemoryGoesFirst() {
    var numpy = tree.add("numpy", root, Set.of("numpy"), 60, 0);
    var json = tree.add("json", root, Set.of("json"), 20, 0);
    tree.used(numpy, 0);
    tree.used(json, 0);
    var re = tree.add("re", root, Set.of("re"), 20, 0);

    // By benefit for a byte: json 10 / 20, numpy 100 / 60.
    assertThat(tree.evict(re, 0)).containsExactly("json");
    assertThat(nearest("json")).isEqualTo("root");
  }

  @Test
  void manyForksOutweighMemory() {
    var numpy = tree.add("numpy", root, Set.of("numpy"), 60, 0);
    var json = tree.add("json", root, Set.of("json"), 20, 0);
    tree.used(numpy, 0);
    for (int i = 0; i < 4; i++) {
      tree.used(json, 0);
    }
    assertThat(tree.evict(tree.add("re", root, Set.of("re"), 20, 0), 0)).containsExactly("numpy");
  }

  @Test
  void forksOfLongAgoCountLess() {
    var numpy = tree.add("numpy", root, Set.of("numpy"), 60, 0);
    tree.used(numpy, 0);
    long later = 10 * ImportTree.HALF_LIFE_NANOS;
    var json = tree.add("json", root, Set.of("json"), 20, later);
    tree.used(json, later);

    var re = tree.add("re", root, Set.of("re"), 20, later);
    assertThat(tree.evict(re, later)).containsExactly("numpy");
  }

  @Test
  void interpreterOthersWereForkedFromStays() {
    var json = tree.add("json", root, Set.of("json"), 10, 0);
    var both = tree.add("json re", json, Set.of("json", "re"), 50, 0);
    tree.used(both, 0);
    var numpy = tree.add("numpy", root, Set.of("numpy"), 50, 0);

    assertThat(tree.evict(numpy, 0)).containsExactly("json re");
    assertThat(nearest("json", "re")).isEqualTo("json");
  }

  @Test
  void numberIsBoundedToo() {
    for (String name : new String[] {"a", "b", "c"}) {
      tree.add(name, root, Set.of(name), 1, 0);
    }
    var last = tree.add("d", root, Set.of("d"), 1, 0);

    assertThat(tree.evict(last, 0)).hasSize(1).doesNotContain("d", "root");
    assertThat(tree.nodes()).hasSize(4);
  }

  @Test
  void lostInterpreterIsNotForked() {
    tree.add("numpy", root, Set.of("numpy"), 10, 0);
    tree.lost("numpy");

    assertThat(nearest("numpy")).isEqualTo("root");
  }
}
