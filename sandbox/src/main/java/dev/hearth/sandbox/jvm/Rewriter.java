package dev.hearth.sandbox.jvm;

import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Turns what functions say to their process to their sandbox: standard output, the environment, and
 * exits. A convenience that keeps unmodified functions apart in one process, not a fence:
 * reflection goes around it.
 */
final class Rewriter {
  private static final ClassDesc REDIRECTS = Redirects.class.describeConstable().orElseThrow();
  private static final ClassDesc PRINT_STREAM = ClassDesc.of("java.io.PrintStream");
  private static final ClassDesc RUNTIME = ClassDesc.of("java.lang.Runtime");
  private static final String SYSTEM = "java/lang/System";
  private static final Set<String> REDIRECTED = Set.of(SYSTEM, "java/lang/Runtime");

  private static final MethodTypeDesc STREAM = MethodTypeDesc.of(PRINT_STREAM);
  private static final MethodTypeDesc STATUS = MethodTypeDesc.of(CD_void, CD_int);

  /** Methods by owner, name and type, and what they become. */
  private static final Map<String, Redirect> METHODS =
      Map.of(
          "java/lang/System.getenv()Ljava/util/Map;",
          new Redirect("environment", MethodTypeDesc.of(ClassDesc.of("java.util.Map"))),
          "java/lang/System.getenv(Ljava/lang/String;)Ljava/lang/String;",
          new Redirect("variable", MethodTypeDesc.of(CD_String, CD_String)),
          "java/lang/System.exit(I)V",
          new Redirect("exit", STATUS),
          "java/lang/Runtime.exit(I)V",
          new Redirect("exit", MethodTypeDesc.of(CD_void, RUNTIME, CD_int)),
          "java/lang/Runtime.halt(I)V",
          new Redirect("exit", MethodTypeDesc.of(CD_void, RUNTIME, CD_int)));

  private record Redirect(String name, MethodTypeDesc type) {}

  private final Optional<StaticPlans> plans;
  private final ClassFile classFile;

  /**
   * @param files the classes that those rewritten mention
   * @param scoped whether static state is kept by scope
   */
  Rewriter(CodeFiles files, boolean scoped) {
    plans = scoped ? Optional.of(new StaticPlans(files)) : Optional.empty();
    ClassHierarchyResolver own =
        ClassHierarchyResolver.ofResourceParsing(type -> files.open(file(type)));
    ClassHierarchyResolver others =
        ClassHierarchyResolver.ofResourceParsing(Rewriter.class.getClassLoader());
    classFile =
        ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(others.orElse(own).cached()));
  }

  private static String file(ClassDesc type) {
    String descriptor = type.descriptorString();
    return descriptor.substring(1, descriptor.length() - 1) + ".class";
  }

  /** The class as it shall be defined. */
  byte[] rewrite(byte[] bytes) {
    ClassModel model = classFile.parse(bytes);
    if (plans.isPresent()) {
      return scoped(model, plans.get());
    }
    return mentionsProcess(model) ? classFile.transformClass(model, redirecting()) : bytes;
  }

  private byte[] scoped(ClassModel model, StaticPlans all) {
    StaticPlan plan = all.of(model.thisClass().asInternalName()).orElseThrow();
    return classFile.transformClass(model, new ScopedStatics(all, plan).andThen(redirecting()));
  }

  /** The class that holds a class's static fields, with slashes; empty if there is none. */
  Optional<byte[]> holder(String name) {
    if (plans.isEmpty() || !name.endsWith(StaticPlan.SUFFIX)) {
      return Optional.empty();
    }
    StaticPlans all = plans.get();
    return all.of(name.substring(0, name.length() - StaticPlan.SUFFIX.length()))
        .filter(StaticPlan::held)
        .map(plan -> HolderClass.of(plan, all.heldAbove(plan)));
  }

  private static ClassTransform redirecting() {
    return ClassTransform.transformingMethodBodies(redirects());
  }

  private static boolean mentionsProcess(ClassModel model) {
    return StreamSupport.stream(model.constantPool().spliterator(), false)
        .anyMatch(
            entry ->
                entry instanceof ClassEntry type && REDIRECTED.contains(type.asInternalName()));
  }

  private static CodeTransform redirects() {
    return (code, element) -> {
      switch (element) {
        case FieldInstruction field when isOutput(field) ->
            code.invokestatic(REDIRECTS, "output", STREAM);
        case InvokeInstruction invoke when METHODS.containsKey(name(invoke)) -> {
          Redirect to = Objects.requireNonNull(METHODS.get(name(invoke)));
          code.invokestatic(REDIRECTS, to.name(), to.type());
        }
        default -> code.with(element);
      }
    };
  }

  private static boolean isOutput(FieldInstruction field) {
    return field.opcode() == Opcode.GETSTATIC
        && field.owner().asInternalName().equals(SYSTEM)
        && (field.name().equalsString("out") || field.name().equalsString("err"));
  }

  private static String name(InvokeInstruction invoke) {
    return invoke.owner().asInternalName() + "." + invoke.name() + invoke.type();
  }
}
