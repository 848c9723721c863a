package dev.hearth.distribution;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import dev.hearth.distribution.planted.gateway.PlantedGateway;
import dev.hearth.distribution.planted.kernel.KernelThatKnowsTheGateway;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.w3c.dom.Element;

/** Dependencies point downwards only, in the code and in the poms. */
final class RoomsTest {

  private static final Set<String> MODULES_THAT_SEE_ALL = Set.of("distribution", "benchmarks");

  @ParameterizedTest
  @FieldSource("dev.hearth.distribution.Room#ALL")
  void codeOfARoomUsesOnlyTheRoomsBelow(Room room) {
    arrows("dev.hearth", room).check(Bytecode.production());
  }

  @ParameterizedTest
  @FieldSource("dev.hearth.distribution.Room#ALL")
  void pomOfARoomNamesOnlyTheRoomsBelow(Room room) throws Exception {
    assertThat(hearthDependencies(room))
        .as("what %s/pom.xml depends on; code that needs more lives in a room above", room.module())
        .isSubsetOf(room.below());
  }

  @Test
  void everyModuleIsARoomOrSeesAll() throws Exception {
    assertThat(elements(Path.of("..", "pom.xml"), "module"))
        .extracting(Element::getTextContent)
        .as("modules of the root pom; a new one wants a row in Room")
        .containsExactlyInAnyOrderElementsOf(knownModules());
  }

  @Test
  void everyClassLivesInARoom() {
    assertThat(Bytecode.production())
        .extracting(type -> type.getPackageName().split("\\.", -1)[2])
        .as("rooms found in the code; a new one wants a row in Room")
        .isSubsetOf(knownModules());
  }

  @Test
  void upwardArrowIsCaught() {
    var verdict =
        arrows("dev.hearth.distribution.planted", new Room("kernel", Set.of()))
            .evaluate(Bytecode.of(KernelThatKnowsTheGateway.class, PlantedGateway.class));

    assertThat(verdict.getFailureReport().toString())
        .contains("KernelThatKnowsTheGateway.gateway", "PlantedGateway", "move the code");
  }

  private static Set<String> knownModules() {
    var known = new TreeSet<>(MODULES_THAT_SEE_ALL);
    Room.ALL.forEach(room -> known.add(room.module()));
    return known;
  }

  private static ArchRule arrows(String root, Room room) {
    return noClasses()
        .that(resideInAPackage(root + "." + room.module() + ".."))
        .should()
        .dependOnClassesThat(
            resideInAPackage(root + "..").and(not(resideInAnyPackage(room.visiblePackages(root)))))
        .because(
            "%s may use itself and %s: move the code up to a room that may know both, or let the"
                    .formatted(room.module(), room.below())
                + " room below own an interface that the room above implements");
  }

  private static List<String> hearthDependencies(Room room) throws Exception {
    return elements(Path.of("..", room.module(), "pom.xml"), "dependency").stream()
        .filter(dependency -> text(dependency, "groupId").equals("dev.hearth"))
        .map(dependency -> text(dependency, "artifactId").substring("hearth-".length()))
        .toList();
  }

  private static List<Element> elements(Path pom, String name) throws Exception {
    var found =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(pom.toFile())
            .getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  private static String text(Element parent, String name) {
    return parent.getElementsByTagName(name).item(0).getTextContent();
  }
}
