package dev.hearth.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Suite;
import dev.hearth.policies.Registry;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private static final Path PAGE = Path.of("..", "docs", "policies.md");

  private final Registry registry = new Registry();
  private final Catalogue catalogue = new Catalogue(registry);

  @Test
  void thePageOfPoliciesIsUpToDate() throws Exception {
    assertThat(Files.readString(PAGE))
        .as("docs/policies.md is old: run './hearth policies --markdown > docs/policies.md'")
        .isEqualTo(catalogue.markdown());
  }

  @Test
  void everyPolicyIsListed() {
    assertThat(catalogue.overview()).contains(registry.all().stream().map(Suite::id).toList());
  }

  @Test
  void aPolicyIsExplainedWithTheUnitDefaultAndMeaningOfItsParameters() {
    assertThat(catalogue.details("fixed").lines())
        .anySatisfy(line -> assertThat(line).matches("roles +warmth"))
        .anySatisfy(
            line -> assertThat(line).matches("keep-alive +time +30s +how long an idle one stays"))
        .anySatisfy(line -> assertThat(line).contains("--policies fixed:keep-alive=30s"));
  }
}
