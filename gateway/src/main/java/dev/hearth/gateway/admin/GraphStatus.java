package dev.hearth.gateway.admin;

import java.util.List;

/**
 * A deployed graph for people and scripts.
 *
 * @param steps of all its nodes
 * @param services the models and functions it calls
 * @param missing those of them that are not deployed now
 * @param inputs what it takes if it is tensors from end to end, as {@code name DATATYPE [shape]}
 * @param untyped why it is not, else empty; then only its own URL answers
 */
public record GraphStatus(
    String name,
    String version,
    int nodes,
    int steps,
    List<String> services,
    List<String> missing,
    List<String> inputs,
    List<String> outputs,
    String untyped) {}
