package dev.hearth.functions;

import java.util.Optional;

/**
 * Code on its way into the store. Its bytes are not to be changed.
 *
 * @param bytes a zip, a jar, a WebAssembly module or, with a name, any one file
 * @param fileName what a single file is called; zips and modules need none
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
public record CodePackage(byte[] bytes, Optional<String> fileName) {
  public static CodePackage of(byte[] bytes) {
    return new CodePackage(bytes, Optional.empty());
  }

  boolean zip() {
    return startsWith('P', 'K');
  }

  boolean module() {
    return startsWith('\0', 'a', 's', 'm');
  }

  private boolean startsWith(char... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= bytes.length || bytes[i] != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
