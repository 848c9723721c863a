package dev.hearth.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The manifest a file stands for. A node on this machine looks relative paths up where it was
 * started, which is seldom where the manifest lies: those that are there become absolute ones.
 */
final class Sources {
  private static final String FILE = "file:";
  private static final Set<String> SOURCES = Set.of("from", "tokenizer");

  private Sources() {}

  static String of(Path file, boolean nodeIsHere) {
    if (file.toString().endsWith(".onnx")) {
      return model(file, nodeIsHere);
    }
    String manifest = read(file);
    return nodeIsHere && manifest.contains(FILE) ? located(file, manifest) : manifest;
  }

  private static String model(Path file, boolean nodeIsHere) {
    if (!Files.isReadable(file)) {
      throw new CommandFailure(
          CommandFailure.USAGE, "there is no model '%s' that can be read".formatted(file));
    }
    if (!nodeIsHere) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "the node is on another machine and cannot read '%s'; deploy a manifest whose 'from' it can reach"
              .formatted(file));
    }
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.onnx$", "");
    return YAMLMapper.shared()
        .writeValueAsString(
            YAMLMapper.shared()
                .createObjectNode()
                .put("kind", "Model")
                .put("name", name.replaceAll("[^A-Za-z0-9._-]", "-"))
                .put("from", FILE + file.toAbsolutePath().normalize()));
  }

  /** The manifest as it is, unless a path in it had to change. */
  private static String located(Path file, String manifest) {
    try {
      JsonNode tree = YAMLMapper.shared().readTree(manifest);
      return changed(file.toAbsolutePath(), tree)
          ? YAMLMapper.shared().writeValueAsString(tree)
          : manifest;
    } catch (JacksonException _) {
      // Said where its name is looked for.
      return manifest;
    }
  }

  private static boolean changed(Path manifest, JsonNode tree) {
    boolean changed = false;
    for (JsonNode child : tree) {
      changed |= changed(manifest, child);
    }
    if (tree instanceof ObjectNode object) {
      for (String key : SOURCES) {
        String source = object.path(key).asString("");
        if (source.startsWith(FILE)) {
          Path path = manifest.resolveSibling(source.substring(FILE.length())).normalize();
          if (!source.startsWith(FILE + "/") && Files.exists(path)) {
            object.put(key, FILE + path);
            changed = true;
          }
        }
      }
    }
    return changed;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException _) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "'%s' is not text; deploy wants a manifest in YAML, or a model in a file that ends with .onnx"
              .formatted(file));
    } catch (IOException e) {
      throw new CommandFailure(
          CommandFailure.USAGE, "the manifest '%s' cannot be read: %s".formatted(file, e));
    }
  }
}
