package dev.hearth.sandbox.jvm;

import static java.lang.classfile.ClassFile.ACC_FINAL;
import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_STATIC;
import static java.lang.classfile.ClassFile.ACC_SYNTHETIC;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Optional;

/** Makes the class that holds one class's static fields for a scope. */
final class HolderClass {
  /** What a class's initialiser is called when scopes run it. */
  static final String INITIALISER = "hearth$initialise";

  private static final ClassDesc STATICS = Statics.class.describeConstable().orElseThrow();
  private static final ClassDesc HOLDER = Statics.Holder.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc FIND = MethodTypeDesc.of(HOLDER, CD_int);
  private static final MethodTypeDesc INITIALISE = MethodTypeDesc.of(HOLDER, CD_int, HOLDER);

  private HolderClass() {}

  /** The holder of this scope, on the stack. */
  static CodeBuilder own(CodeBuilder code, StaticPlan plan) {
    return code.invokestatic(plan.holder(), "own", MethodTypeDesc.of(plan.holder()));
  }

  static byte[] of(StaticPlan plan, Optional<StaticPlan> above) {
    return ClassFile.of()
        .build(
            plan.holder(),
            type -> {
              type.withVersion(ClassFile.JAVA_17_VERSION, 0)
                  .withFlags(ACC_PUBLIC | ACC_FINAL | ClassFile.ACC_SUPER | ACC_SYNTHETIC)
                  .withInterfaceSymbols(HOLDER);
              plan.moved().forEach((key, flags) -> field(type, key, flags));
              type.withMethodBody(
                      INIT_NAME,
                      MTD_void,
                      ACC_PUBLIC,
                      code -> code.aload(0).invokespecial(CD_Object, INIT_NAME, MTD_void).return_())
                  .withMethodBody(
                      "own",
                      MethodTypeDesc.of(plan.holder()),
                      ACC_PUBLIC | ACC_STATIC,
                      code -> own(plan, code))
                  .withMethodBody(
                      "initialise", MTD_void, ACC_PUBLIC, code -> initialise(plan, above, code));
            });
  }

  private static void field(ClassBuilder type, String key, int flags) {
    int colon = key.indexOf(':');
    type.withField(
        key.substring(0, colon),
        ClassDesc.ofDescriptor(key.substring(colon + 1)),
        ACC_PUBLIC | flags);
  }

  private static void own(StaticPlan plan, CodeBuilder code) {
    code.loadConstant(plan.index())
        .invokestatic(STATICS, "holder", FIND)
        .dup()
        .ifThen(
            Opcode.IFNULL,
            missing ->
                missing
                    .pop()
                    .loadConstant(plan.index())
                    .new_(plan.holder())
                    .dup()
                    .invokespecial(plan.holder(), INIT_NAME, MTD_void)
                    .invokestatic(STATICS, "initialise", INITIALISE))
        .checkcast(plan.holder())
        .areturn();
  }

  private static void initialise(StaticPlan plan, Optional<StaticPlan> above, CodeBuilder code) {
    above.ifPresent(superclass -> own(code, superclass).pop());
    if (plan.initialises()) {
      code.invokestatic(plan.type(), INITIALISER, MTD_void, plan.isInterface());
    }
    code.return_();
  }
}
