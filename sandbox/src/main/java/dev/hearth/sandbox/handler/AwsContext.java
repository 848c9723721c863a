package dev.hearth.sandbox.handler;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** AWS's {@code Context}, of the function's own class path, over ours. */
final class AwsContext {
  private static final String NAME = "com.amazonaws.services.lambda.runtime.Context";

  private final Class<?> type;

  AwsContext(Class<?> type) {
    this.type = type;
  }

  static boolean is(Class<?> type) {
    return type.getName().equals(NAME);
  }

  Object of(Entry.CallInfo info) {
    return proxy(type, (proxy, method, arguments) -> answer(proxy, method, arguments, info));
  }

  private static Object proxy(Class<?> type, InvocationHandler answers) {
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers);
  }

  private static @Nullable Object answer(
      Object proxy, Method method, Object @Nullable [] arguments, Entry.CallInfo info) {
    var context = info.context();
    return switch (method.getName()) {
      case "getAwsRequestId" -> context.invocationId();
      case "getFunctionName" -> context.functionName();
      case "getFunctionVersion" -> context.functionVersion();
      case "getInvokedFunctionArn" -> info.functionArn();
      case "getLogGroupName" -> "/aws/lambda/" + context.functionName();
      case "getLogStreamName" -> context.functionVersion();
      case "getRemainingTimeInMillis" ->
          (int) Math.min(Integer.MAX_VALUE, context.remaining().toMillis());
      case "getMemoryLimitInMB" -> (int) (context.memoryLimitBytes() >> 20);
      case "getLogger" -> logger(method.getReturnType(), info);
      default -> ofObject(proxy, method, arguments);
    };
  }

  private static Object logger(Class<?> type, Entry.CallInfo info) {
    return proxy(
        type,
        (proxy, method, arguments) -> {
          if (method.getName().equals("log") && arguments != null) {
            info.context().logger().log(System.Logger.Level.INFO, text(arguments[0]));
            return null;
          }
          return ofObject(proxy, method, arguments);
        });
  }

  private static String text(Object line) {
    return line instanceof byte[] bytes ? new String(bytes, UTF_8) : String.valueOf(line);
  }

  /** What every object answers, and null for identities and the like, which there are none of. */
  @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
  private static @Nullable Object ofObject(
      Object proxy, Method method, Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> arguments != null && proxy == arguments[0];
      case "toString" -> method.getDeclaringClass().getSimpleName();
      default -> null;
    };
  }
}
