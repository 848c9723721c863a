package dev.hearth.functions.event;

import dev.hearth.functions.Blocking;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.Loop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * A small store of objects in buckets, and the functions it calls when one comes. Content lies in
 * files that nobody's key names; that an object is there and whom its coming calls is written in
 * one transaction. Owned by the event loop.
 */
public final class ObjectStore {
  public static final int MAX_KEY_BYTES = 1_024;
  public static final int MAX_LISTED = 1_000;
  public static final int MAX_TRIGGERS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(ObjectStore.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  private final Path directory;
  private final long maxBytes;
  private final EventDatabase database;
  private final Loop loop;
  private final Blocking blocking;
  private final Consumer<Outbox.Sent> called;
  private final Map<String, Trigger> triggers = new TreeMap<>();
  private long bytes;
  private long reserved;

  /**
   * Objects in a directory.
   *
   * @param maxBytes of all objects
   */
  ObjectStore(
      Path directory,
      long maxBytes,
      EventDatabase database,
      Loop loop,
      Executor blocking,
      Consumer<Outbox.Sent> called) {
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.database = database;
    this.loop = loop;
    this.blocking = new Blocking(loop, blocking);
    this.called = called;
  }

  /** Finds what is there and clears what a crash left; blocks. */
  void start() {
    List<Trigger> kept =
        database.now(
            session ->
                session.all(
                    "select settings from triggers order by id",
                    row -> JSON.readValue(row.getString(1), Trigger.class)));
    kept.forEach(trigger -> triggers.put(trigger.id(), trigger));
    bytes = database.now(ObjectRows::bytes);
    var known = new HashSet<>(database.now(ObjectRows::files));
    try {
      Files.createDirectories(directory);
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          if (!known.contains(String.valueOf(file.getFileName()))) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void requireBucket(String bucket) {
    if (!BUCKET.matcher(bucket).matches()) {
      throw invalid("a bucket's name has 3 to 63 small letters, digits, dots and dashes");
    }
  }

  private static void requireKey(String key) {
    int length = key.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > MAX_KEY_BYTES) {
      throw invalid("a key has 1 to %d bytes, not %d".formatted(MAX_KEY_BYTES, length));
    }
  }

  private static FunctionException invalid(String message) {
    return new FunctionException(FunctionException.Code.INVALID_PARAMETER_VALUE, message);
  }

  /**
   * Keeps an object, in place of any of that key, and calls the functions it triggers.
   *
   * @param content not to be changed
   */
  public CompletionStage<StoredObject> put(
      String bucket, String key, String mediaType, byte[] content) {
    requireBucket(bucket);
    requireKey(key);
    if (bytes + reserved + content.length > maxBytes) {
      return CompletableFuture.failedFuture(
          new FunctionException(
              FunctionException.Code.TOO_MANY_REQUESTS,
              "objects may hold %d bytes together and hold %d; delete some"
                  .formatted(maxBytes, bytes)));
    }
    reserved += content.length;
    var object =
        new StoredObject(
            bucket,
            key,
            content.length,
            md5(content),
            mediaType,
            loop.millis(),
            UUID.randomUUID().toString());
    return blocking
        .run(() -> write(object.file(), content))
        .thenCompose(
            _ -> {
              List<Trigger> concerned =
                  triggers.values().stream().filter(each -> each.concerns(bucket, key)).toList();
              return database.submit(session -> admit(session, object, concerned));
            })
        .whenComplete(
            (_, failure) -> {
              reserved -= content.length;
              if (failure != null) {
                forget(object);
              }
            })
        .thenApply(
            admitted -> {
              bytes += object.bytes() - admitted.former.map(StoredObject::bytes).orElse(0L);
              admitted.former.ifPresent(this::forget);
              admitted.sent.forEach(called);
              return object;
            });
  }

  private record Admitted(Optional<StoredObject> former, List<Outbox.Sent> sent) {}

  private static Admitted admit(Session session, StoredObject object, List<Trigger> concerned)
      throws SQLException {
    Optional<StoredObject> former = ObjectRows.find(session, object.bucket(), object.key());
    ObjectRows.put(session, object);
    long sequence = session.only("select last_insert_rowid()", row -> row.getLong(1)).orElse(0L);
    var sent = new ArrayList<Outbox.Sent>();
    for (Trigger each : concerned) {
      sent.add(
          Outbox.put(
              session,
              new Target.Function(each.function(), each.qualifier()),
              S3Event.created(object, each, sequence),
              Map.of(),
              object.modifiedAtMillis()));
    }
    return new Admitted(former, sent);
  }

  public CompletionStage<StoredObject> find(String bucket, String key) {
    return database.submit(
        session -> ObjectRows.find(session, bucket, key).orElseThrow(() -> missing(bucket, key)));
  }

  /** The content of an object that was found. */
  public CompletionStage<byte[]> content(StoredObject object) {
    return blocking.call(() -> read(object));
  }

  private byte[] read(StoredObject object) {
    try {
      return Files.readAllBytes(directory.resolve(object.file()));
    } catch (IOException _) {
      throw missing(object.bucket(), object.key());
    }
  }

  /**
   * Objects of a bucket, in the order of their keys.
   *
   * @param after only keys after this one
   */
  public CompletionStage<List<StoredObject>> list(
      String bucket, String prefix, String after, int most) {
    requireBucket(bucket);
    int limit = Math.clamp(most, 1, MAX_LISTED);
    return database.submit(session -> ObjectRows.list(session, bucket, prefix, after, limit));
  }

  /** Removes an object. */
  public CompletionStage<StoredObject> remove(String bucket, String key) {
    return database
        .submit(
            session -> {
              StoredObject object =
                  ObjectRows.find(session, bucket, key).orElseThrow(() -> missing(bucket, key));
              ObjectRows.delete(session, object);
              return object;
            })
        .thenApply(
            object -> {
              bytes -= object.bytes();
              forget(object);
              return object;
            });
  }

  private void forget(StoredObject object) {
    blocking.run(
        () -> {
          try {
            Files.deleteIfExists(directory.resolve(object.file()));
          } catch (IOException e) {
            LOG.warn("a file of no object stays until the next start: {}", e.getMessage());
          }
        });
  }

  /** Makes a trigger, or changes the one of that id. */
  public CompletionStage<Trigger> put(Trigger trigger) {
    if (!triggers.containsKey(trigger.id()) && triggers.size() >= MAX_TRIGGERS) {
      return CompletableFuture.failedFuture(
          new FunctionException(
              FunctionException.Code.TOO_MANY_REQUESTS,
              "there are %d triggers already; delete one".formatted(MAX_TRIGGERS)));
    }
    return database
        .submit(
            session ->
                session.update(
                    "insert or replace into triggers values (?, ?)",
                    trigger.id(),
                    JSON.writeValueAsString(trigger)))
        .thenApply(
            _ -> {
              triggers.put(trigger.id(), trigger);
              return trigger;
            });
  }

  public List<Trigger> triggers() {
    return List.copyOf(triggers.values());
  }

  /**
   * Removes a trigger.
   *
   * @return whether there was one
   */
  public CompletionStage<Boolean> removeTrigger(String id) {
    return database
        .submit(session -> session.update("delete from triggers where id = ?", id) > 0)
        .thenApply(
            known -> {
              triggers.remove(id);
              return known;
            });
  }

  private void write(String name, byte[] content) {
    try (var out =
        FileChannel.open(
            directory.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer all = ByteBuffer.wrap(content);
      while (all.hasRemaining()) {
        out.write(all);
      }
      out.force(true);
    } catch (IOException e) {
      throw new FunctionException(
          FunctionException.Code.SERVICE, "the object could not be written: " + e.getMessage(), e);
    }
  }

  private static FunctionException missing(String bucket, String key) {
    return new FunctionException(
        FunctionException.Code.RESOURCE_NOT_FOUND,
        "there is no object '%s' in the bucket '%s'"
            .formatted(LogText.cut(key, 200), LogText.cut(bucket, 63)));
  }

  private static String md5(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no MD5", e);
    }
  }
}
