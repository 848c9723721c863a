package dev.hearth.inference.pipeline;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.hearth.inference.Artifact;
import dev.hearth.inference.ModelException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;

/**
 * Makes a model's tokens of text, as its {@code tokenizer.json} says. Thread-safe; lives in native
 * memory, so it must not be used once it is closed.
 */
final class TextTokenizer implements AutoCloseable {
  private static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;
  private static final String FROM_THE_END = "LONGEST_FIRST";

  private final long handle;

  private TextTokenizer(long handle) {
    this.handle = handle;
  }

  /**
   * Reads a tokenizer.
   *
   * @param maxTokens the most of one text, special ones included; what is beyond is cut off
   * @throws ModelException naming the file's source, if it is no tokenizer
   */
  static TextTokenizer open(Artifact file, int maxTokens) {
    String json = json(file);
    NativeTokenizers.load();
    long handle;
    try {
      handle = LIBRARY.createTokenizerFromString(json);
    } catch (RuntimeException e) {
      throw corrupt(file, e);
    }
    LIBRARY.disablePadding(handle);
    LIBRARY.setTruncation(handle, maxTokens, FROM_THE_END, 0);
    return new TextTokenizer(handle);
  }

  private static String json(Artifact file) {
    try {
      return Files.readString(file.path());
    } catch (CharacterCodingException e) {
      throw corrupt(file, e);
    } catch (IOException e) {
      throw new ModelException(
          ModelException.Code.NOT_FOUND,
          "the tokenizer '"
              + file.source()
              + "' has no file at "
              + file.path()
              + "; deploy the model again",
          e);
    }
  }

  private static ModelException corrupt(Artifact file, Exception e) {
    return new ModelException(
        ModelException.Code.CORRUPT_MODEL,
        "the tokenizer '"
            + file.source()
            + "' cannot be read: "
            + e.getMessage()
            + "; check that it is a tokenizer.json as Hugging Face writes them",
        e);
  }

  /** The ids of a text's tokens, with the special ones that the model expects. */
  long[] ids(String text) {
    long encoding = LIBRARY.encode(handle, text, true);
    try {
      return LIBRARY.getTokenIds(encoding);
    } finally {
      LIBRARY.deleteEncoding(encoding);
    }
  }

  /** The text of tokens, without special ones. */
  String text(long[] ids) {
    return LIBRARY.decode(handle, ids, true);
  }

  @Override
  public void close() {
    LIBRARY.deleteTokenizer(handle);
  }
}
