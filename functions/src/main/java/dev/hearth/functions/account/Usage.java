package dev.hearth.functions.account;

/**
 * What calls of one version used on one day.
 *
 * @param day since 1970, in UTC
 * @param memoryMib that each instance had
 * @param calls that ran
 * @param errors of them, that failed
 * @param cold of them, that waited for a cold start
 * @param runMillis each call rounded up to the millisecond
 * @param initMillis of cold starts that calls waited for, each rounded up to the millisecond
 */
public record Usage(
    long day,
    String tenant,
    String function,
    String version,
    long memoryMib,
    long calls,
    long errors,
    long cold,
    long runMillis,
    long initMillis) {}
