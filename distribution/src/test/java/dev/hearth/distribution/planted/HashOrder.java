package dev.hearth.distribution.planted;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Depends on the order of a hash in every method. */
public final class HashOrder {

  Map<String, String> hashMap() {
    return new HashMap<>();
  }

  Supplier<Set<String>> hashSetReference() {
    return HashSet::new;
  }

  Object identityHashMap() {
    return new IdentityHashMap<String, String>();
  }

  int identity(Object object) {
    return System.identityHashCode(object);
  }

  Map<String, Integer> mapOf() {
    return Map.of("a", 1, "b", 2);
  }

  Map<String, Integer> mapCopyOf(Map<String, Integer> map) {
    return Map.copyOf(map);
  }

  Set<String> setOf() {
    return Set.of("a", "b");
  }

  Set<String> setOfMany(String... names) {
    return Set.of(names);
  }

  Set<String> setCopyOf(Collection<String> names) {
    return Set.copyOf(names);
  }

  Map<Integer, List<String>> grouped(List<String> names) {
    return names.stream().collect(Collectors.groupingBy(String::length));
  }

  Set<String> collected(List<String> names) {
    return names.stream().collect(Collectors.toSet());
  }
}
