package dev.hearth.sandbox.jvm;

import java.lang.classfile.ClassFile;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The plans of all classes of a program, made when they are first asked for. */
final class StaticPlans {
  private final CodeFiles files;
  private final ConcurrentHashMap<String, Optional<StaticPlan>> plans = new ConcurrentHashMap<>();
  private final AtomicInteger indexes = new AtomicInteger();

  StaticPlans(CodeFiles files) {
    this.files = files;
  }

  /** The plan of a class; empty if it is not of the program. */
  Optional<StaticPlan> of(String name) {
    return plans.computeIfAbsent(
        name,
        key ->
            Optional.ofNullable(files.find(key + ".class"))
                .map(found -> ClassFile.of().parse(found.bytes()))
                .map(model -> StaticPlan.of(model, indexes.getAndIncrement())));
  }

  /**
   * The plan of the class that has a field which code names by an owner, if it is kept by scope.
   */
  Optional<StaticPlan> holding(String owner, String name, String descriptor) {
    return declaring(owner, StaticPlan.key(name, descriptor));
  }

  private Optional<StaticPlan> declaring(String owner, String key) {
    return of(owner)
        .flatMap(
            plan ->
                plan.moved().containsKey(key)
                    ? Optional.of(plan)
                    : Stream.concat(plan.above().stream(), plan.superclass().stream())
                        .flatMap(above -> declaring(above, key).stream())
                        .findFirst());
  }

  /** The nearest superclass whose initialiser is kept by scope. */
  Optional<StaticPlan> heldAbove(StaticPlan plan) {
    return plan.superclass()
        .flatMap(this::of)
        .flatMap(above -> above.held() ? Optional.of(above) : heldAbove(above));
  }
}
