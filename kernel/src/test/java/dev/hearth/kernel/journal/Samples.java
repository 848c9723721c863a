package dev.hearth.kernel.journal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Makes values of any type a journal can hold, from a generator. */
record Samples(RandomGenerator random) {
  private static final int TRIES = 200;

  /** Every way to be one of a sealed interface. */
  static List<Class<?>> kinds(Class<?> sealed) {
    return List.of(sealed.getPermittedSubclasses());
  }

  Object of(Type type) {
    if (type instanceof ParameterizedType generic) {
      return collection(generic);
    }
    var known = (Class<?>) type;
    if (known == int.class || known == Integer.class) {
      return random.nextInt(6);
    } else if (known == long.class || known == Long.class) {
      return 1 + random.nextLong(1L << random.nextInt(1, 60));
    } else if (known == double.class || known == Double.class) {
      return random.nextDouble(100);
    } else if (known == boolean.class) {
      return random.nextBoolean();
    } else if (known == String.class) {
      return "é%\u0000" + random.nextInt();
    } else if (known.isEnum()) {
      return known.getEnumConstants()[random.nextInt(known.getEnumConstants().length)];
    } else if (known.isSealed()) {
      return of(kinds(known).get(random.nextInt(kinds(known).size())));
    }
    return record(known);
  }

  private Object collection(ParameterizedType type) {
    var arguments = type.getActualTypeArguments();
    if (type.getRawType() == Map.class) {
      var map = new TreeMap<Object, Object>();
      for (int i = random.nextInt(3); i > 0; i--) {
        map.put(of(arguments[0]), of(arguments[1]));
      }
      return map;
    }
    var list = new ArrayList<Object>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      list.add(of(arguments[0]));
    }
    return list;
  }

  /** Values are drawn until the record takes them. */
  private Object record(Class<?> type) {
    var components = type.getRecordComponents();
    var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    for (int tried = 0; tried < TRIES; tried++) {
      var values =
          Arrays.stream(components).map(each -> of(each.getGenericType())).toArray(Object[]::new);
      var made = construct(type, types, values);
      if (made.isPresent()) {
        return made.get();
      }
    }
    throw new AssertionError("no values found that " + type + " takes");
  }

  private static Optional<Object> construct(Class<?> type, Class<?>[] types, Object[] values) {
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return Optional.of(constructor.newInstance(values));
    } catch (InvocationTargetException _) {
      return Optional.empty();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("cannot make a " + type, e);
    }
  }
}
