package dev.hearth.sandbox.handler;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * AWS's {@code RequestHandler} and {@code RequestStreamHandler}. Their classes are the function's
 * own, so they are known by name and called by method handle.
 */
final class AwsHandler {
  private static final String PACKAGE = "com.amazonaws.services.lambda.runtime.";
  private static final String REQUEST = PACKAGE + "RequestHandler";
  private static final String STREAM = PACKAGE + "RequestStreamHandler";

  private AwsHandler() {}

  static boolean is(Class<?> type) {
    return find(type, REQUEST).isPresent() || find(type, STREAM).isPresent();
  }

  private static Optional<Class<?>> find(Class<?> type, String name) {
    return supertypes(type).filter(one -> one.getName().equals(name)).findFirst();
  }

  private static Stream<Class<?>> supertypes(Class<?> type) {
    Stream<Class<?>> above =
        Stream.concat(Arrays.stream(type.getInterfaces()), Stream.ofNullable(type.getSuperclass()));
    return Stream.concat(Stream.of(type), above.flatMap(AwsHandler::supertypes));
  }

  static Entry entry(Object handler, Json json) {
    Optional<Class<?>> request = find(handler.getClass(), REQUEST);
    return request.isPresent()
        ? request(handler, request.get(), json)
        : stream(handler, find(handler.getClass(), STREAM).orElseThrow());
  }

  private static Entry request(Object handler, Class<?> type, Json json) {
    Method method = method(type);
    MethodHandle handle =
        handle(handler, method, MethodType.methodType(Object.class, Object.class, Object.class));
    var parameter = json.parameter(handler.getClass(), type, 0);
    Json.Reading reading = json.reading(parameter == null ? json.type(Object.class) : parameter);
    var contexts = new AwsContext(method.getParameterTypes()[1]);
    return (input, info, stream) -> {
      try {
        Object answer = (Object) handle.invokeExact(reading.read(input), contexts.of(info));
        return json.write(answer);
      } catch (Exception | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private static Entry stream(Object handler, Class<?> type) {
    Method method = method(type);
    MethodHandle handle =
        handle(
            handler,
            method,
            MethodType.methodType(void.class, InputStream.class, OutputStream.class, Object.class));
    var contexts = new AwsContext(method.getParameterTypes()[2]);
    return (input, info, stream) -> {
      var answer = new BoundedOutput(info.answerBytes());
      try {
        handle.invokeExact(
            (InputStream) new ByteArrayInputStream(input),
            (OutputStream) answer,
            contexts.of(info));
      } catch (Exception | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
      return answer.toByteArray();
    };
  }

  private static Method method(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getName().equals("handleRequest"))
        .findFirst()
        .orElseThrow(() -> new HandlerException("'%s' is not AWS's".formatted(type.getName())));
  }

  private static MethodHandle handle(Object handler, Method method, MethodType called) {
    try {
      return MethodHandles.publicLookup().unreflect(method).bindTo(handler).asType(called);
    } catch (IllegalAccessException e) {
      throw new HandlerException("the method '%s' cannot be called".formatted(method), e);
    }
  }
}
