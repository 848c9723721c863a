package dev.hearth.functions;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals with AES-256-GCM (NIST SP 800-38D) under a key that lies in a file only its owner may read.
 *
 * <p>A sealed text is {@code v1.KEY.BASE64}: the first bytes of the key's SHA-256, so that another
 * key is told from a changed text; then a nonce of 12 random bytes, the cipher text and its tag of
 * 16 bytes. One key is good for 2³² texts.
 */
public final class KeyFileVault implements Vault {
  private static final String FORM = "v1";
  private static final int KEY_BYTES = 32;
  private static final int NAME_BYTES = 4;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(
          EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

  private final Path file;
  private final SecretKeySpec key;
  private final String name;
  private final SecureRandom random = new SecureRandom();

  private KeyFileVault(Path file, byte[] key) {
    this.file = file;
    this.key = new SecretKeySpec(key, "AES");
    name = HexFormat.of().formatHex(sha256(key), 0, NAME_BYTES);
  }

  /**
   * Opens the vault whose key is in a file, which is made if it is not there.
   *
   * @throws FunctionException if the file is no key, others may read it, or it cannot be used
   */
  public static KeyFileVault open(Path file) {
    try {
      create(file);
      requirePrivate(file);
      byte[] key = Files.readAllBytes(file);
      if (key.length != KEY_BYTES) {
        throw unusable(file, "it is %d bytes long, not %d".formatted(key.length, KEY_BYTES));
      }
      return new KeyFileVault(file, key);
    } catch (IOException e) {
      throw unusable(file, e.toString());
    }
  }

  /** Whole under its name or not at all, whenever the node is killed. */
  private static void create(Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    var key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Path whole = Files.createTempFile(file.toAbsolutePath().getParent(), "key", "", OWNER_ONLY);
    try {
      try (var out = FileChannel.open(whole, StandardOpenOption.WRITE)) {
        out.write(ByteBuffer.wrap(key));
        out.force(true);
      }
      Files.createLink(file, whole);
    } catch (FileAlreadyExistsException _) {
      // Somebody was faster; that key is as good.
    } finally {
      Files.delete(whole);
      Arrays.fill(key, (byte) 0);
    }
  }

  private static void requirePrivate(Path file) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    for (PosixFilePermission each : permissions) {
      if (!each.name().startsWith("OWNER")) {
        throw unusable(
            file,
            "others may use it (%s); chmod 600 it, and change what it protects if others were here"
                .formatted(PosixFilePermissions.toString(permissions)));
      }
    }
  }

  private static FunctionException unusable(Path file, String why) {
    return new FunctionException(
        FunctionException.Code.SERVICE, "the key file %s cannot be used: %s".formatted(file, why));
  }

  @Override
  public String seal(String secret) {
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce);
      byte[] sealed = cipher.doFinal(secret.getBytes(UTF_8));
      byte[] all = ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
      return FORM + "." + name + "." + Base64.getEncoder().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES-GCM", e);
    }
  }

  @Override
  public String open(String sealed) {
    String[] parts = sealed.split("\\.", 3);
    if (parts.length == 3 && !parts[0].equals(FORM) && parts[0].matches("v[0-9]{1,4}")) {
      throw refused(
          "it was sealed by a newer Hearth, in form %s where this one knows %s; start the newer one"
              .formatted(parts[0], FORM));
    }
    if (parts.length != 3 || !parts[0].equals(FORM)) {
      throw refused("it is no text that this vault sealed");
    }
    if (!parts[1].equals(name)) {
      throw refused(
          "it was sealed with another key (%s) than that in %s (%s); put the former file back"
              .formatted(parts[1], file, name));
    }
    try {
      byte[] all = Base64.getDecoder().decode(parts[2]);
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, NONCE_BYTES));
      return new String(cipher.doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES), UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      throw refused("it was changed since it was sealed; restore the data directory");
    }
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(name.getBytes(UTF_8));
    return cipher;
  }

  private static FunctionException refused(String why) {
    return new FunctionException(
        FunctionException.Code.SERVICE, "a secret cannot be opened: " + why);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** Names the file, never the key. */
  @Override
  public String toString() {
    return "vault with the key in " + file;
  }
}
