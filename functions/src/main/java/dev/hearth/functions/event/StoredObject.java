package dev.hearth.functions.event;

/**
 * An object in a bucket.
 *
 * @param etag MD5 of its content, in hexadecimal
 * @param file its name among the files of objects
 */
public record StoredObject(
    String bucket,
    String key,
    long bytes,
    String etag,
    String mediaType,
    long modifiedAtMillis,
    String file) {}
