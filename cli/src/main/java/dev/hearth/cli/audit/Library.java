package dev.hearth.cli.audit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A library that is delivered.
 *
 * @param name {@code GROUP:ARTIFACT}
 */
record Library(String name, String version) {
  /**
   * Those of a bill of materials (CycloneDX, JSON).
   *
   * @throws IllegalArgumentException if it is none
   */
  static List<Library> of(Path bom) {
    JsonNode all = JsonMapper.shared().readTree(bom);
    if (!all.path("bomFormat").asString("").equals("CycloneDX")) {
      throw new IllegalArgumentException("it is not in CycloneDX's form");
    }
    var libraries = new ArrayList<Library>();
    for (JsonNode component : all.path("components")) {
      libraries.add(
          new Library(
              component.path("group").asString("") + ":" + component.path("name").asString(""),
              component.path("version").asString("")));
    }
    return libraries;
  }

  @Override
  public String toString() {
    return name + ":" + version;
  }
}
