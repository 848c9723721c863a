package dev.hearth.kernel;

/** Makes policy objects by the id of their suite. */
public interface Suites {
  /** The suite of this id; throws {@link IllegalArgumentException} naming the nearest known id. */
  Suite find(String id);

  /** The suite that fills a role nobody chose. */
  PolicyChoice.Named standard(Role role);
}
