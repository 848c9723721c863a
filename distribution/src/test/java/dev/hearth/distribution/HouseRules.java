package dev.hearth.distribution;

import static com.tngtech.archunit.core.domain.JavaModifier.SYNCHRONIZED;
import static com.tngtech.archunit.core.domain.JavaModifier.VOLATILE;
import static com.tngtech.archunit.lang.SimpleConditionEvent.satisfied;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.syntax.elements.ClassesShould;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.MonitorInstruction;

/**
 * What decisions may not touch. The kernel and its policies decide the same from the same inputs,
 * in the simulator and in a live node; everything refused here would let two runs differ. A rule is
 * made for a choice of packages and says what to do instead.
 */
final class HouseRules {

  /**
   * The one class that may know threads: it runs whole trials side by side, each with a kernel of
   * its own, and none sees another.
   */
  private static final String SIDE_BY_SIDE = "dev.hearth.simulator.experiment.Parallel";

  private HouseRules() {}

  static ArchRule noClock(String... packages) {
    return noneOf(packages)
        .accessTargetWhere(Uses.CLOCK)
        .because("time is an argument: take `long now`, in nanoseconds, from the caller");
  }

  static ArchRule noUnseededChance(String... packages) {
    return noneOf(packages)
        .accessTargetWhere(Uses.CHANCE)
        .orShould()
        .dependOnClassesThat(Uses.CHANCE_TYPES)
        .because("chance has a seed: take a RandomGenerator by constructor");
  }

  static ArchRule noThreads(String... packages) {
    return noClasses()
        .that()
        .resideInAnyPackage(packages)
        .and()
        .doNotHaveFullyQualifiedName(SIDE_BY_SIDE)
        .should()
        .accessTargetWhere(Uses.THREAD)
        .orShould()
        .dependOnClassesThat(Uses.THREAD_TYPES)
        .orShould(synchronize())
        .because(
            "one thread owns it all: return a value and let the world do the work, or write a"
                + " Planner, which the world runs elsewhere");
  }

  static ArchRule noHashOrder(String... packages) {
    return noneOf(packages)
        .accessTargetWhere(Uses.HASH_ORDER)
        .orShould()
        .dependOnClassesThat(Uses.HASHED_TYPES)
        .because(
            "the same seed gives the same bytes: use an array over int handles, a LinkedHashMap,"
                + " TreeMap, EnumMap or their sets, and Collections.unmodifiableMap to hand one out"
                + " (the order of Map.of, Map.copyOf, Set.of and Set.copyOf changes from run to"
                + " run)");
  }

  static ArchRule noOutside(String... packages) {
    return noneOf(packages)
        .accessTargetWhere(Uses.OUTSIDE)
        .orShould()
        .dependOnClassesThat(Uses.OUTSIDE_TYPES)
        .because(
            "decisions are values: take what you need as an argument, and emit an effect or an"
                + " event for the world to write, send or log");
  }

  static ArchRule noInexactMaths(String... packages) {
    return noneOf(packages)
        .accessTargetWhere(Uses.INEXACT_MATHS)
        .because("results are equal on every machine: call the same function of StrictMath");
  }

  static ArchRule noStaticState(String... packages) {
    return fields()
        .that()
        .areDeclaredInClassesThat()
        .resideInAnyPackage(packages)
        .and()
        .areStatic()
        .should()
        .beFinal()
        .because("what a policy remembers belongs to one instance of it: make it a field");
  }

  private static ClassesShould noneOf(String... packages) {
    return noClasses().that().resideInAnyPackage(packages).should();
  }

  private static ArchCondition<JavaClass> synchronize() {
    return new ArchCondition<>("synchronize") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (var method : type.getMethods()) {
          if (method.getModifiers().contains(SYNCHRONIZED)) {
            events.add(satisfied(method, method.getDescription() + " is synchronized"));
          }
        }
        for (var field : type.getFields()) {
          if (field.getModifiers().contains(VOLATILE)) {
            events.add(satisfied(field, field.getDescription() + " is volatile"));
          }
        }
        for (var method : ClassFile.of().parse(bytes(type)).methods()) {
          if (entersMonitor(method)) {
            var name = type.getName() + "." + method.methodName().stringValue();
            events.add(satisfied(type, "Method <" + name + "> has a synchronized block"));
          }
        }
      }
    };
  }

  private static boolean entersMonitor(MethodModel method) {
    return method.code().stream()
        .flatMap(code -> code.elementStream())
        .anyMatch(MonitorInstruction.class::isInstance);
  }

  private static byte[] bytes(JavaClass type) {
    var source = type.getSource().orElseThrow().getUri();
    try (var in = source.toURL().openStream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + source, e);
    }
  }
}
