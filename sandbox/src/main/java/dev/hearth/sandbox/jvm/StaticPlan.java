package dev.hearth.sandbox.jvm;

import static java.lang.classfile.ClassFile.ACC_ENUM;
import static java.lang.classfile.ClassFile.ACC_INTERFACE;
import static java.lang.classfile.ClassFile.ACC_STATIC;
import static java.lang.classfile.ClassFile.ACC_VOLATILE;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What becomes of a class's static fields.
 *
 * @param name with slashes
 * @param above its superclass and its interfaces, with slashes
 * @param moved those kept by scope: name and descriptor, and whether volatile, as access flags
 * @param initialises whether it has an initialiser
 * @param index its place among the holders of a scope
 */
record StaticPlan(
    String name,
    Optional<String> superclass,
    List<String> above,
    boolean isInterface,
    boolean isEnum,
    Map<String, Integer> moved,
    boolean initialises,
    int index) {
  /** What the class that holds the fields is called after. */
  static final String SUFFIX = "$$Statics";

  static StaticPlan of(ClassModel model, int index) {
    boolean isEnum = model.flags().has(AccessFlag.ENUM);
    return new StaticPlan(
        model.thisClass().asInternalName(),
        model.superclass().map(ClassEntry::asInternalName),
        model.interfaces().stream().map(ClassEntry::asInternalName).toList(),
        (model.flags().flagsMask() & ACC_INTERFACE) != 0,
        isEnum,
        model.fields().stream()
            .filter(field -> moves(field, isEnum))
            .collect(Collectors.toUnmodifiableMap(StaticPlan::key, StaticPlan::volatility)),
        model.methods().stream().anyMatch(method -> method.methodName().equalsString("<clinit>")),
        index);
  }

  /**
   * Constants of the language stay, since nothing can change them. So do the constants of an enum:
   * the JDK compares them by identity, whoever asks.
   */
  private static boolean moves(FieldModel field, boolean isEnum) {
    int flags = field.flags().flagsMask();
    return (flags & ACC_STATIC) != 0
        && field.findAttribute(Attributes.constantValue()).isEmpty()
        && !(isEnum && ((flags & ACC_ENUM) != 0 || field.fieldName().equalsString("$VALUES")));
  }

  static String key(FieldModel field) {
    return key(field.fieldName().stringValue(), field.fieldType().stringValue());
  }

  private static int volatility(FieldModel field) {
    return field.flags().flagsMask() & ACC_VOLATILE;
  }

  static String key(String name, String descriptor) {
    return name + ":" + descriptor;
  }

  /** Whether anything is kept by scope. */
  boolean held() {
    return !moved.isEmpty() || (initialises && !isEnum);
  }

  ClassDesc holder() {
    return ClassDesc.ofInternalName(name + SUFFIX);
  }

  ClassDesc type() {
    return ClassDesc.ofInternalName(name);
  }
}
