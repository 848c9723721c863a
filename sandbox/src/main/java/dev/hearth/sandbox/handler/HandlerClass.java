package dev.hearth.sandbox.handler;

import dev.hearth.api.Handler;
import dev.hearth.api.NonBlocking;
import dev.hearth.api.StreamingHandler;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;

/**
 * The class named by a function's handler: {@code package.Class}, or {@code package.Class::method}.
 * It is a {@link Handler}, a {@link StreamingHandler}, a {@link Function}, one of AWS's {@code
 * RequestHandler} and {@code RequestStreamHandler} (of the function's own class path), or any class
 * with the method named.
 */
final class HandlerClass implements Target {
  private static final byte[] NOTHING = {};

  private final String name;
  private final Class<?> type;
  private final String method;

  private HandlerClass(String name, Class<?> type, String method) {
    this.name = name;
    this.type = type;
    this.method = method;
  }

  /**
   * Finds the class, without running any of its code.
   *
   * @throws HandlerException if there is none, or it cannot be a handler
   */
  static HandlerClass find(ClassLoader loader, String handler) {
    int colons = handler.indexOf("::");
    String className = colons < 0 ? handler : handler.substring(0, colons);
    String method = colons < 0 ? "" : handler.substring(colons + 2);
    if (className.isBlank()) {
      throw new HandlerException(
          "the handler '%s' names no class; write package.Class or package.Class::method"
              .formatted(handler));
    }
    try {
      var found = new HandlerClass(handler, Class.forName(className, false, loader), method);
      found.check();
      return found;
    } catch (ClassNotFoundException e) {
      throw new HandlerException(
          "there is no class '%s' in the function's code, named by its handler '%s'"
              .formatted(className, handler),
          e);
    } catch (LinkageError e) {
      throw new HandlerException("the class '%s' cannot be loaded: %s".formatted(className, e), e);
    }
  }

  private void check() {
    if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
      throw new HandlerException("the handler's class '%s' is abstract".formatted(type.getName()));
    }
    if (known() || AwsHandler.is(type)) {
      return;
    }
    if (method.isEmpty()) {
      throw new HandlerException(
          "the handler's class '%s' is no %s; implement it, or name a method: %s::handle"
              .formatted(type.getName(), Handler.class.getName(), type.getName()));
    }
    MethodHandler.find(type, method);
  }

  private boolean known() {
    return Handler.class.isAssignableFrom(type)
        || StreamingHandler.class.isAssignableFrom(type)
        || Function.class.isAssignableFrom(type);
  }

  @Override
  public boolean nonBlocking() {
    return type.isAnnotationPresent(NonBlocking.class);
  }

  @Override
  public Entry instance() {
    Object handler = construct();
    var json = new Json();
    Step step = step(handler);
    if (step != null) {
      return entry(step, json);
    }
    if (handler instanceof StreamingHandler streaming) {
      return (input, info, stream) -> {
        streaming.handle(input, stream, info.context());
        return NOTHING;
      };
    }
    return AwsHandler.is(type)
        ? AwsHandler.entry(handler, json)
        : MethodHandler.entry(handler, MethodHandler.find(type, method), json);
  }

  /** What takes objects, as a step of a workflow; null if it is of another kind. */
  @SuppressWarnings({"unchecked", "NullAway"}) // its type parameters say what it takes, null too
  static @Nullable Step step(Object handler) {
    return switch (handler) {
      case Handler<?, ?> found -> {
        var typed = (Handler<@Nullable Object, @Nullable Object>) found;
        yield (input, info) -> typed.handle(input, info.context());
      }
      case Function<?, ?> found -> {
        var typed = (Function<@Nullable Object, @Nullable Object>) found;
        yield (input, info) -> typed.apply(input);
      }
      default -> null;
    };
  }

  /** One function, from object to object. */
  @FunctionalInterface
  interface Step {
    @Nullable Object apply(@Nullable Object input, Entry.CallInfo info) throws Exception;
  }

  private Entry entry(Step step, Json json) {
    Json.Reading reading = reading(json);
    return (input, info, stream) -> json.write(step.apply(reading.read(input), info));
  }

  /** Reads what a {@link Handler} or a {@link Function} takes. */
  Json.Reading reading(Json json) {
    return json.reading(
        parameter(json, Handler.class.isAssignableFrom(type) ? Handler.class : Function.class));
  }

  private JavaType parameter(Json json, Class<?> generic) {
    var found = json.parameter(type, generic, 0);
    return found == null ? json.type(Object.class) : found;
  }

  Object construct() {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (NoSuchMethodException e) {
      throw new HandlerException(
          "the handler's class '%s' has no constructor without arguments".formatted(type.getName()),
          e);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new HandlerException(
          "the handler's class '%s' cannot be made: %s".formatted(type.getName(), reason(e)), e);
    }
  }

  /** What the function's code threw, without what was wrapped around it. */
  private static Throwable reason(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return cause != null
            && (thrown instanceof InvocationTargetException
                || thrown instanceof ExceptionInInitializerError)
        ? reason(cause)
        : thrown;
  }

  /** Whether it can be a step of a workflow. */
  boolean takesObjects() {
    return Handler.class.isAssignableFrom(type) || Function.class.isAssignableFrom(type);
  }

  @Override
  public String toString() {
    return name;
  }
}
