package dev.hearth.kernel;

/**
 * Who answers one kind of question for a function.
 *
 * @param suite id of the suite the policy was made by
 * @param policy to be asked {@link Policy#why}, and nothing else
 */
public record Appointment(String suite, Policy policy) {}
