/**
 * Container images through runc: layers unpacked once and shared read-only, containers made before
 * anybody asks and given an image's files when somebody does.
 */
@NullMarked
package dev.hearth.sandbox.oci;

import org.jspecify.annotations.NullMarked;
