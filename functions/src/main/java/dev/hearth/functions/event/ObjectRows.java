package dev.hearth.functions.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The rows of objects. */
final class ObjectRows {
  private static final String COLUMNS = "bucket, key, bytes, etag, media_type, modified_at, file";

  private ObjectRows() {}

  private static StoredObject read(ResultSet row) throws SQLException {
    return new StoredObject(
        row.getString(1),
        row.getString(2),
        row.getLong(3),
        row.getString(4),
        row.getString(5),
        row.getLong(6),
        row.getString(7));
  }

  static Optional<StoredObject> find(Session session, String bucket, String key)
      throws SQLException {
    return session.only(
        "select " + COLUMNS + " from objects where bucket = ? and key = ?",
        ObjectRows::read,
        bucket,
        key);
  }

  /** Objects of a bucket in the order of their keys, after one of them. */
  static List<StoredObject> list(
      Session session, String bucket, String prefix, String after, int most) throws SQLException {
    return session.all(
        "select "
            + COLUMNS
            + " from objects where bucket = ? and key > ? and substr(key, 1, ?) = ?"
            + " order by key limit ?",
        ObjectRows::read,
        bucket,
        after,
        prefix.length(),
        prefix,
        most);
  }

  static void put(Session session, StoredObject object) throws SQLException {
    session.update(
        """
        insert or replace into objects (bucket, key, bytes, etag, media_type, modified_at, file)
        values (?, ?, ?, ?, ?, ?, ?)
        """,
        object.bucket(),
        object.key(),
        object.bytes(),
        object.etag(),
        object.mediaType(),
        object.modifiedAtMillis(),
        object.file());
  }

  static void delete(Session session, StoredObject object) throws SQLException {
    session.update(
        "delete from objects where bucket = ? and key = ?", object.bucket(), object.key());
  }

  static long bytes(Session session) throws SQLException {
    return session
        .only("select coalesce(sum(bytes), 0) from objects", row -> row.getLong(1))
        .orElse(0L);
  }

  static List<String> files(Session session) throws SQLException {
    return session.all("select file from objects", row -> row.getString(1));
  }
}
