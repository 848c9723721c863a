package dev.hearth.distribution;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;

/** Parts of the JDK whose use lets two runs of the same code differ: calls, and whole types. */
final class Uses {

  private static final Set<String> INEXACT =
      Set.of(
          "acos", "asin", "atan", "atan2", "cbrt", "cos", "cosh", "exp", "expm1", "hypot", "log",
          "log10", "log1p", "pow", "sin", "sinh", "tan", "tanh");

  private static final Set<String> ENVIRONMENT =
      Set.of(
          "console",
          "exit",
          "getLogger",
          "getProperties",
          "getProperty",
          "getenv",
          "in",
          "out",
          "err",
          "load",
          "loadLibrary",
          "setProperty");

  private static final List<String> OUTSIDE_PACKAGES =
      List.of("java.nio.channels.", "java.nio.file.", "java.util.logging.", "org.slf4j.");

  private static final Set<String> OUTSIDE_CLASSES =
      Set.of(
          "java.io.Console",
          "java.io.File",
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.FileReader",
          "java.io.FileWriter",
          "java.io.RandomAccessFile",
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.Runtime",
          "java.lang.System$Logger");

  private static final Set<String> THREAD_CLASSES =
      Set.of(
          "java.lang.InheritableThreadLocal",
          "java.lang.ScopedValue",
          "java.lang.Thread",
          "java.lang.ThreadGroup",
          "java.lang.ThreadLocal",
          "java.util.Timer",
          "java.util.TimerTask");

  static final DescribedPredicate<JavaAccess<?>> CLOCK =
      describe("it reads a clock", Uses::readsClock);

  static final DescribedPredicate<JavaAccess<?>> CHANCE =
      describe("it draws without a seed", Uses::drawsChance);

  static final DescribedPredicate<JavaAccess<?>> THREAD =
      describe("it starts or awaits a thread", Uses::startsOrAwaitsThread);

  static final DescribedPredicate<JavaAccess<?>> HASH_ORDER =
      describe("its result has hash order", Uses::followsHashOrder);

  static final DescribedPredicate<JavaAccess<?>> OUTSIDE =
      describe("it reads or changes the process", Uses::reachesOutside);

  static final DescribedPredicate<JavaAccess<?>> INEXACT_MATHS =
      describe(
          "its last digit depends on the machine",
          access -> owner(access).equals("java.lang.Math") && named(access, INEXACT));

  static final DescribedPredicate<JavaClass> THREAD_TYPES =
      describe("are threads, locks or timers", Uses::isThreadType);

  static final DescribedPredicate<JavaClass> CHANCE_TYPES =
      types("java.security.SecureRandom", "java.util.concurrent.ThreadLocalRandom");

  static final DescribedPredicate<JavaClass> HASHED_TYPES =
      types(
          "java.util.HashMap",
          "java.util.HashSet",
          "java.util.Hashtable",
          "java.util.IdentityHashMap",
          "java.util.WeakHashMap",
          "java.util.concurrent.ConcurrentHashMap");

  static final DescribedPredicate<JavaClass> OUTSIDE_TYPES =
      describe("are files, sockets, processes or logs", Uses::isOutsideType);

  private Uses() {}

  private static boolean readsClock(JavaAccess<?> access) {
    var owner = owner(access);
    return switch (owner) {
      case "java.lang.System" -> named(access, Set.of("currentTimeMillis", "nanoTime"));
      case "java.time.Clock" -> access.getName().matches("(system|tick).*");
      case "java.util.Calendar" -> access.getName().equals("getInstance");
      case "java.util.Date" -> constructsFromNothing(access);
      default -> owner.startsWith("java.time.") && access.getName().equals("now");
    };
  }

  private static boolean drawsChance(JavaAccess<?> access) {
    return switch (owner(access)) {
      case "java.lang.Math", "java.lang.StrictMath" -> access.getName().equals("random");
      case "java.util.Collections" -> access.getName().equals("shuffle") && arity(access) == 1;
      case "java.util.Random", "java.util.SplittableRandom" -> constructsFromNothing(access);
      case "java.util.UUID" -> access.getName().equals("randomUUID");
      case "java.util.random.RandomGenerator" -> named(access, Set.of("getDefault", "of"));
      case "java.util.random.RandomGeneratorFactory" ->
          access.getName().equals("create") && arity(access) == 0;
      default -> false;
    };
  }

  private static boolean startsOrAwaitsThread(JavaAccess<?> access) {
    var owner = owner(access);
    return switch (owner) {
      case "java.lang.Object" -> named(access, Set.of("notify", "notifyAll", "wait"));
      default -> owner.startsWith("java.util.") && access.getName().startsWith("parallel");
    };
  }

  private static boolean followsHashOrder(JavaAccess<?> access) {
    return switch (owner(access)) {
      case "java.lang.System" -> access.getName().equals("identityHashCode");
      case "java.util.Map" ->
          named(access, Set.of("copyOf", "ofEntries"))
              || (access.getName().equals("of") && arity(access) > 2);
      case "java.util.Set" -> access.getName().equals("copyOf") || isSetOfSeveral(access);
      case "java.util.stream.Collectors" -> collectsByHash(access);
      default -> false;
    };
  }

  private static boolean isSetOfSeveral(JavaAccess<?> access) {
    return access.getName().equals("of")
        && (arity(access) > 1 || parameters(access).stream().anyMatch(JavaClass::isArray));
  }

  /** Without a supplier of the map these collect into a hash map. */
  private static boolean collectsByHash(JavaAccess<?> access) {
    return switch (access.getName()) {
      case "groupingBy" -> arity(access) < 3;
      case "toMap" -> arity(access) < 4;
      case "toSet", "toUnmodifiableMap", "toUnmodifiableSet" -> true;
      default -> false;
    };
  }

  private static boolean reachesOutside(JavaAccess<?> access) {
    return owner(access).equals("java.lang.System") && named(access, ENVIRONMENT);
  }

  private static boolean isThreadType(JavaClass type) {
    var name = type.getName();
    return THREAD_CLASSES.contains(name)
        || (name.startsWith("java.util.concurrent.")
            && !name.equals("java.util.concurrent.TimeUnit"));
  }

  private static boolean isOutsideType(JavaClass type) {
    var name = type.getName();
    return OUTSIDE_CLASSES.contains(name)
        || OUTSIDE_PACKAGES.stream().anyMatch(name::startsWith)
        || (name.startsWith("java.net.") && !name.equals("java.net.URI"));
  }

  private static DescribedPredicate<JavaClass> types(String... names) {
    return describe(
        "are " + String.join(", ", names), type -> List.of(names).contains(type.getName()));
  }

  private static String owner(JavaAccess<?> access) {
    return access.getTargetOwner().getName();
  }

  private static boolean named(JavaAccess<?> access, Set<String> names) {
    return names.contains(access.getName());
  }

  private static boolean constructsFromNothing(JavaAccess<?> access) {
    return access.getName().equals("<init>") && arity(access) == 0;
  }

  private static int arity(JavaAccess<?> access) {
    return parameters(access).size();
  }

  private static List<JavaClass> parameters(JavaAccess<?> access) {
    return access.getTarget() instanceof CodeUnitAccessTarget target
        ? target.getRawParameterTypes()
        : List.of();
  }
}
