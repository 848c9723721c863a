package dev.hearth.sandbox.handler;

import dev.hearth.api.Context;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A method that is a handler by its name alone: its input, and a context if it wants one. */
final class MethodHandler {
  private static final MethodType CALLED =
      MethodType.methodType(Object.class, Object.class, Object.class);

  private MethodHandler() {}

  static Method find(Class<?> type, String name) {
    List<Method> found =
        Arrays.stream(type.getMethods())
            .filter(method -> method.getName().equals(name) && !method.isBridge())
            .filter(MethodHandler::callable)
            .toList();
    if (found.size() != 1) {
      throw new HandlerException(
          ("the class '%s' has %s public method '%s' with an input, or an input and a context;"
                  + " it needs exactly one")
              .formatted(type.getName(), found.isEmpty() ? "no" : "more than one", name));
    }
    return found.getFirst();
  }

  private static boolean callable(Method method) {
    Class<?>[] types = method.getParameterTypes();
    return types.length == 1
        || (types.length == 2 && (types[1] == Context.class || AwsContext.is(types[1])));
  }

  static Entry entry(Object handler, Method method, Json json) {
    MethodHandle handle = handle(handler, method);
    Json.Reading reading = json.reading(json.type(method.getGenericParameterTypes()[0]));
    boolean aws = method.getParameterCount() == 2 && AwsContext.is(method.getParameterTypes()[1]);
    AwsContext contexts = new AwsContext(aws ? method.getParameterTypes()[1] : Context.class);
    return (input, info, stream) -> {
      Object context = aws ? contexts.of(info) : info.context();
      return json.write(call(handle, reading.read(input), context));
    };
  }

  /** The method as one of input and context, whatever it takes. */
  private static MethodHandle handle(Object handler, Method method) {
    try {
      method.setAccessible(true);
      MethodHandle handle = MethodHandles.lookup().unreflect(method);
      if (!Modifier.isStatic(method.getModifiers())) {
        handle = handle.bindTo(handler);
      }
      if (method.getParameterCount() == 1) {
        handle = MethodHandles.dropArguments(handle, 1, Object.class);
      }
      return handle.asType(CALLED);
    } catch (IllegalAccessException e) {
      throw new HandlerException("the method '%s' cannot be called".formatted(method), e);
    }
  }

  private static @Nullable Object call(MethodHandle handle, @Nullable Object input, Object context)
      throws Exception {
    try {
      return handle.invokeExact(input, context);
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
