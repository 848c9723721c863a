package dev.hearth.inference.profile;

import dev.hearth.kernel.Profile;
import dev.hearth.kernel.ProfileTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The form of the file of profiles: for each a line {@code profile digest seconds name machine
 * inputs}, parted by tabs, and below it the lines of {@link ProfileTable}.
 */
final class ProfileFile {
  private static final VersionedFile FORMAT =
      new VersionedFile("hearth-profiles", 1, "move it away and profile again");

  private static final String HEAD = "profile";
  private static final int COLUMNS = 6;

  private ProfileFile() {}

  static List<ProfileRecord> read(Path file) {
    Optional<List<String>> lines = FORMAT.read(file);
    if (lines.isEmpty()) {
      return List.of();
    }
    try {
      return parse(lines.get());
    } catch (IllegalArgumentException e) {
      throw FORMAT.damaged(file, e);
    }
  }

  private static List<ProfileRecord> parse(List<String> lines) {
    List<ProfileRecord> records = new ArrayList<>();
    for (int from = 0; from < lines.size(); ) {
      int to = from + 1;
      while (to < lines.size() && !lines.get(to).startsWith(HEAD + "\t")) {
        to++;
      }
      records.add(record(lines.get(from), lines.subList(from + 1, to)));
      from = to;
    }
    return records;
  }

  private static ProfileRecord record(String head, List<String> table) {
    String[] columns = head.split("\t", -1);
    if (columns.length != COLUMNS || !columns[0].equals(HEAD)) {
      throw new IllegalArgumentException("'%s' is not the head of a profile".formatted(head));
    }
    String name = columns[3];
    Profile profile = ProfileTable.parse(table, Double.MAX_VALUE).getOrDefault(name, Profile.NONE);
    return new ProfileRecord(
        columns[1], columns[4], name, columns[5], Long.parseLong(columns[2]), profile);
  }

  static void write(Path file, List<ProfileRecord> records) throws IOException {
    List<String> lines = new ArrayList<>();
    for (ProfileRecord record : records) {
      lines.add(
          String.join(
              "\t",
              HEAD,
              record.digest(),
              Long.toString(record.epochSecond()),
              record.model(),
              record.machine(),
              record.inputs()));
      var table = new TreeMap<String, Profile>();
      table.put(record.model(), record.profile());
      lines.addAll(ProfileTable.format(table));
    }
    FORMAT.write(file, lines);
  }
}
