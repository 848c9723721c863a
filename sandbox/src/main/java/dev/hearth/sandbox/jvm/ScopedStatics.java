package dev.hearth.sandbox.jvm;

import static java.lang.classfile.ClassFile.ACC_PRIVATE;
import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_STATIC;
import static java.lang.classfile.ClassFile.ACC_SYNTHETIC;
import static java.lang.constant.ConstantDescs.CLASS_INIT_NAME;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.FieldInstruction;
import java.util.Optional;

/**
 * Keeps static state by scope (Dukic et al., Photons, SoCC 2020): every static field that may
 * change moves to a {@link Statics.Holder}, every access to it goes to the holder of the thread's
 * scope, and class initialisers run again in every scope, where it first uses a field of the class,
 * calls one of its static methods or makes an object of it.
 *
 * <p>What this leaves shared: constants of the language and of enums, static state of the JDK
 * itself, locks on {@code Class} objects. A static field that code looks for by reflection is not
 * found.
 */
final class ScopedStatics implements ClassTransform {
  private final StaticPlans plans;
  private final StaticPlan plan;

  ScopedStatics(StaticPlans plans, StaticPlan plan) {
    this.plans = plans;
    this.plan = plan;
  }

  @Override
  public void accept(ClassBuilder type, ClassElement element) {
    switch (element) {
      case FieldModel field when !plan.isEnum() && moves(field) -> {}
      case ClassFileVersion version when plan.isInterface() && plan.held() ->
          type.withVersion(
              Math.max(version.majorVersion(), ClassFile.JAVA_8_VERSION), version.minorVersion());
      case MethodModel method when method.methodName().equalsString(CLASS_INIT_NAME) ->
          initialiser(type, method);
      case MethodModel method ->
          type.transformMethod(method, MethodTransform.transformingCode(accesses(method)));
      default -> type.with(element);
    }
  }

  private boolean moves(FieldModel field) {
    return plan.moved().containsKey(StaticPlan.key(field));
  }

  /** The initialiser, as an ordinary method; an enum's also stays, for what it shares. */
  private void initialiser(ClassBuilder type, MethodModel method) {
    if (plan.isEnum()) {
      type.transformMethod(method, MethodTransform.transformingCode(this::sharedInitialiser));
    }
    if (plan.held()) {
      type.withMethod(
          HolderClass.INITIALISER,
          method.methodTypeSymbol(),
          ACC_STATIC | ACC_SYNTHETIC | (plan.isInterface() ? ACC_PUBLIC : 0),
          body ->
              method.forEach(
                  element -> {
                    switch (element) {
                      case AccessFlags _ -> {}
                      case CodeModel code -> body.transformCode(code, this::scopedInitialiser);
                      default -> body.with(element);
                    }
                  }));
    }
  }

  private CodeTransform accesses(MethodModel method) {
    int flags = method.flags().flagsMask();
    boolean begins =
        plan.held()
            && plan.initialises()
            && (flags & ACC_PRIVATE) == 0
            && ((flags & ACC_STATIC) != 0 || method.methodName().equalsString(INIT_NAME));
    return new CodeTransform() {
      @Override
      public void atStart(CodeBuilder code) {
        if (begins) {
          HolderClass.own(code, plan).pop();
        }
      }

      @Override
      public void accept(CodeBuilder code, CodeElement element) {
        access(code, element);
      }
    };
  }

  private void access(CodeBuilder code, CodeElement element) {
    if (element instanceof FieldInstruction field && isStatic(field)) {
      Optional<StaticPlan> holding = holding(field);
      if (holding.isPresent()) {
        access(code, field, holding.get());
        return;
      }
    }
    code.with(element);
  }

  private static boolean isStatic(FieldInstruction field) {
    return field.opcode() == Opcode.GETSTATIC || field.opcode() == Opcode.PUTSTATIC;
  }

  private Optional<StaticPlan> holding(FieldInstruction field) {
    return plans.holding(
        field.owner().asInternalName(), field.name().stringValue(), field.type().stringValue());
  }

  private static void access(CodeBuilder code, FieldInstruction field, StaticPlan holding) {
    HolderClass.own(code, holding);
    String name = field.name().stringValue();
    if (field.opcode() == Opcode.GETSTATIC) {
      code.getfield(holding.holder(), name, field.typeSymbol());
      return;
    }
    if (twoSlots(field)) {
      code.dup_x2().pop();
    } else {
      code.swap();
    }
    code.putfield(holding.holder(), name, field.typeSymbol());
  }

  private static boolean twoSlots(FieldInstruction field) {
    return TypeKind.from(field.typeSymbol()).slotSize() == 2;
  }

  /** An enum's own initialiser keeps to the fields that stay. */
  private void sharedInitialiser(CodeBuilder code, CodeElement element) {
    if (element instanceof FieldInstruction field && isOwn(field)) {
      code.with(element);
    } else {
      access(code, element);
    }
  }

  /** Run again, an enum's initialiser leaves its constants as they are. */
  private void scopedInitialiser(CodeBuilder code, CodeElement element) {
    if (element instanceof FieldInstruction field
        && field.opcode() == Opcode.PUTSTATIC
        && isOwn(field)
        && holding(field).isEmpty()) {
      if (twoSlots(field)) {
        code.pop2();
      } else {
        code.pop();
      }
      return;
    }
    access(code, element);
  }

  private boolean isOwn(FieldInstruction field) {
    return isStatic(field) && field.owner().asInternalName().equals(plan.name());
  }
}
