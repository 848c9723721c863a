package dev.hearth.node;

import java.util.List;
import java.util.SortedMap;

/**
 * A model with its versions as it is kept: one row, so that each change is one write.
 *
 * @param last the highest number a version ever had
 * @param traffic percent by version
 */
record StoredVersions(
    String name, int last, SortedMap<Integer, Integer> traffic, List<StoredModel> versions) {
  StoredVersions {
    versions = List.copyOf(versions);
  }
}
