package dev.hearth.gateway.inference;

import dev.hearth.inference.InferenceRequest;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The body of an inference request.
 *
 * @param id what the caller calls it; sent back
 * @param timeoutMicros the request parameter {@code timeout}, in microseconds as in Triton
 * @param binary which outputs the caller wants as binary data
 */
record ParsedRequest(
    Optional<String> id,
    OptionalLong timeoutMicros,
    InferenceRequest request,
    BinaryOutputs binary) {}
