package dev.hearth.kernel.journal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes and reads records made of numbers, strings, enums, lists, maps, other records and sealed
 * interfaces over records. The layout follows from the declarations, so equal values give equal
 * bytes, and {@link #schema} tells whether two builds agree on it.
 */
final class RecordCodec {
  private static final ClassValue<Layout> LAYOUTS =
      new ClassValue<>() {
        @Override
        protected Layout computeValue(Class<?> type) {
          return Layout.of(type);
        }
      };

  private record Field(Type type, Method accessor) {}

  private record Layout(List<Field> fields, Constructor<?> constructor) {
    static Layout of(Class<?> type) {
      try {
        var components = type.getRecordComponents();
        var parameters =
            Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var constructor = type.getDeclaredConstructor(parameters);
        constructor.setAccessible(true);
        var fields = new ArrayList<Field>();
        for (var component : components) {
          component.getAccessor().setAccessible(true);
          fields.add(new Field(component.getGenericType(), component.getAccessor()));
        }
        return new Layout(fields, constructor);
      } catch (NoSuchMethodException e) {
        throw new IllegalStateException("record without its own constructor: " + type, e);
      }
    }
  }

  private RecordCodec() {}

  static void write(DataOutput out, Type type, Object value) throws IOException {
    if (type == int.class || type == Integer.class) {
      out.writeInt((Integer) value);
    } else if (type == long.class || type == Long.class) {
      out.writeLong((Long) value);
    } else if (type == double.class || type == Double.class) {
      out.writeDouble((Double) value);
    } else if (type == boolean.class) {
      out.writeBoolean((Boolean) value);
    } else if (type == String.class) {
      writeString(out, (String) value);
    } else if (type instanceof ParameterizedType generic) {
      writeCollection(out, generic, value);
    } else {
      writeClass(out, (Class<?>) type, value);
    }
  }

  private static void writeString(DataOutput out, String value) throws IOException {
    var bytes = value.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static void writeCollection(DataOutput out, ParameterizedType type, Object value)
      throws IOException {
    var arguments = type.getActualTypeArguments();
    if (value instanceof Map<?, ?> map) {
      out.writeInt(map.size());
      for (var entry : map.entrySet()) {
        write(out, arguments[0], entry.getKey());
        write(out, arguments[1], entry.getValue());
      }
    } else {
      var list = (List<?>) value;
      out.writeInt(list.size());
      for (var element : list) {
        write(out, arguments[0], element);
      }
    }
  }

  private static void writeClass(DataOutput out, Class<?> type, Object value) throws IOException {
    if (type.isEnum()) {
      writeString(out, ((Enum<?>) value).name());
    } else if (type.isSealed()) {
      var kinds = type.getPermittedSubclasses();
      int kind = Arrays.asList(kinds).indexOf(value.getClass());
      out.writeByte(kind);
      writeClass(out, kinds[kind], value);
    } else {
      for (var field : layout(type).fields) {
        write(out, field.type, call(field.accessor, value));
      }
    }
  }

  static Object read(DataInput in, Type type) throws IOException {
    if (type == int.class || type == Integer.class) {
      return in.readInt();
    } else if (type == long.class || type == Long.class) {
      return in.readLong();
    } else if (type == double.class || type == Double.class) {
      return in.readDouble();
    } else if (type == boolean.class) {
      return in.readBoolean();
    } else if (type == String.class) {
      return readString(in);
    } else if (type instanceof ParameterizedType generic) {
      return readCollection(in, generic);
    }
    return readClass(in, (Class<?>) type);
  }

  private static String readString(DataInput in) throws IOException {
    var bytes = new byte[length(in)];
    in.readFully(bytes);
    return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
  }

  private static int length(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > JournalReader.LONGEST) {
      throw new IOException("the journal is damaged: a length of " + length);
    }
    return length;
  }

  private static Object readCollection(DataInput in, ParameterizedType type) throws IOException {
    var arguments = type.getActualTypeArguments();
    int size = length(in);
    if (type.getRawType() == Map.class) {
      var map = new TreeMap<Object, Object>();
      for (int i = 0; i < size; i++) {
        map.put(read(in, arguments[0]), read(in, arguments[1]));
      }
      return map;
    }
    var list = new ArrayList<Object>();
    for (int i = 0; i < size; i++) {
      list.add(read(in, arguments[0]));
    }
    return list;
  }

  private static Object readClass(DataInput in, Class<?> type) throws IOException {
    if (type.isEnum()) {
      var name = readString(in);
      return Arrays.stream(type.getEnumConstants())
          .filter(each -> ((Enum<?>) each).name().equals(name))
          .findFirst()
          .orElseThrow(() -> new IOException("the journal is damaged: no " + type + " " + name));
    }
    if (type.isSealed()) {
      var kinds = type.getPermittedSubclasses();
      int kind = in.readByte();
      if (kind < 0 || kind >= kinds.length) {
        throw new IOException("the journal is damaged: no kind %d of %s".formatted(kind, type));
      }
      return readClass(in, kinds[kind]);
    }
    var layout = layout(type);
    var values = new Object[layout.fields.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = read(in, layout.fields.get(i).type);
    }
    return construct(layout, values);
  }

  /** A description of a type's layout; equal descriptions read one another's bytes. */
  static String schema(Type type) {
    var description = new StringBuilder();
    describe(type, description, new ArrayList<>());
    return description.toString();
  }

  private static void describe(Type type, StringBuilder out, List<Type> seen) {
    if (!(type instanceof Class<?> known) || known.isPrimitive() || known == String.class) {
      out.append(type.getTypeName()).append(' ');
      if (type instanceof ParameterizedType generic) {
        for (var argument : generic.getActualTypeArguments()) {
          describe(argument, out, seen);
        }
      }
      return;
    }
    out.append(known.getName()).append(' ');
    if (seen.contains(type) || known.isEnum() || !(known.isSealed() || known.isRecord())) {
      return;
    }
    seen.add(type);
    if (known.isSealed()) {
      for (var kind : known.getPermittedSubclasses()) {
        describe(kind, out, seen);
      }
    } else {
      for (var field : layout(known).fields) {
        out.append(field.accessor.getName()).append(' ');
        describe(field.type, out, seen);
      }
    }
  }

  private static Layout layout(Class<?> type) {
    return LAYOUTS.get(type);
  }

  private static Object call(Method accessor, Object value) {
    try {
      return accessor.invoke(value);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + accessor, e);
    }
  }

  private static Object construct(Layout layout, Object[] values) throws IOException {
    try {
      return layout.constructor.newInstance(values);
    } catch (InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException("cannot make " + layout.constructor, e);
    } catch (InvocationTargetException e) {
      throw new IOException("the journal is damaged: " + e.getCause(), e);
    }
  }
}
