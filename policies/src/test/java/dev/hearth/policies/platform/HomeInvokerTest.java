package dev.hearth.policies.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomeInvokerTest {
  /** Of 1 to 10, those without a divisor in common with 10 are 1, 3, 7 and 9; 9 has one with 3. */
  @Test
  void stepsAreCoprimeToTheNodesAndToOneAnother() {
    assertThat(HomeInvoker.coprimeSteps(10)).containsExactly(1, 3, 7);
    assertThat(HomeInvoker.coprimeSteps(9)).containsExactly(1, 2, 5, 7);
    assertThat(HomeInvoker.coprimeSteps(1)).containsExactly(1);
  }

  /** Hash 14 of 10 nodes: home is 4, the step 14 mod 3 = 2 is the third, 7. */
  @Test
  void fullNodesArePassedInCoprimeSteps() {
    var homes = HomeInvoker.among(10);
    assertThat(homes.place(14, 0)).isEqualTo(4);
    assertThat(homes.place(14, 1)).isEqualTo(1);
    assertThat(homes.place(14, 2)).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6, 7, 12, 30})
  void everyNodeIsTriedOnce(int nodes) {
    var homes = HomeInvoker.among(nodes);
    for (int hash = 0; hash < 50; hash++) {
      var places = new TreeSet<Integer>();
      for (int tries = 0; tries < nodes; tries++) {
        places.add(homes.place(hash, tries));
      }
      assertThat(places).hasSize(nodes);
    }
  }
}
