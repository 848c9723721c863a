package dev.hearth.simulator.report;

import java.util.List;

/**
 * What it takes to make a report again. No time of day, so that equal runs leave equal bytes.
 *
 * @param command what to type; without the options that change no figure ({@code --threads}, {@code
 *     --out})
 * @param seeds of the trials
 * @param hearth version, with the revision of the sources where it is known
 * @param java version of the Java virtual machine
 */
public record Provenance(String command, List<Long> seeds, String hearth, String java) {
  public Provenance {
    seeds = List.copyOf(seeds);
  }
}
