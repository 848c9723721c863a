package dev.hearth.sandbox.wasm;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.Import;
import com.dylibso.chicory.wasm.types.Instruction;
import com.dylibso.chicory.wasm.types.OpCode;
import dev.hearth.sandbox.SandboxException;

/**
 * What a module may be made of. What is refused would take memory of the node's heap that no limit
 * counts, or threads.
 */
final class ModuleCheck {
  /** Entries all tables of an instance may have, together and at first. */
  static final int TABLE_ENTRIES = 131_072;

  private static final int TABLES = 4;
  private static final int FUNCTIONS = 100_000;

  private ModuleCheck() {}

  static void check(WasmModule module) {
    checkImports(module);
    checkMemory(module);
    checkTables(module);
    if (module.codeSection().functionBodyCount() > FUNCTIONS) {
      throw invalid(
          "it has %,d functions, more than %,d"
              .formatted(module.codeSection().functionBodyCount(), FUNCTIONS));
    }
    for (FunctionBody body : module.codeSection().functionBodies()) {
      checkInstructions(body);
    }
  }

  private static void checkImports(WasmModule module) {
    for (int i = 0; i < module.importSection().importCount(); i++) {
      Import wanted = module.importSection().getImport(i);
      if (wanted.importType() != ExternalType.FUNCTION) {
        throw invalid(
            "it imports the %s %s.%s; only functions can be imported"
                .formatted(wanted.importType(), wanted.module(), wanted.name()));
      }
    }
  }

  private static void checkMemory(WasmModule module) {
    int memories = module.memorySection().map(section -> section.memoryCount()).orElse(0);
    if (memories != 1) {
      throw invalid("it has %d memories; it must have one".formatted(memories));
    }
    if (module.memorySection().orElseThrow().getMemory(0).limits().shared()) {
      throw invalid("its memory is shared between threads; build it without threads");
    }
  }

  private static void checkTables(WasmModule module) {
    long entries = 0;
    for (int i = 0; i < module.tableSection().tableCount(); i++) {
      entries += module.tableSection().getTable(i).limits().min();
    }
    if (module.tableSection().tableCount() > TABLES || entries > TABLE_ENTRIES) {
      throw invalid(
          "it has %d tables with %,d entries; %d with %,d is the most"
              .formatted(module.tableSection().tableCount(), entries, TABLES, TABLE_ENTRIES));
    }
  }

  private static void checkInstructions(FunctionBody body) {
    for (Instruction instruction : body.instructions()) {
      String name = instruction.opcode().name();
      if (refused(instruction.opcode(), name)) {
        throw invalid(
            ("it uses the instruction %s; vectors, threads and garbage-collected types are not"
                    + " supported: build it without them")
                .formatted(name));
      }
    }
  }

  private static boolean refused(OpCode code, String name) {
    return name.startsWith("STRUCT_")
        || name.startsWith("ARRAY_")
        || name.startsWith("I31_")
        || name.startsWith("V128_")
        || name.contains("x2_")
        || name.contains("x4_")
        || name.contains("x8_")
        || name.contains("x16_")
        || name.contains("ATOMIC_")
        || code == OpCode.REF_I31
        || code == OpCode.ANY_CONVERT_EXTERN
        || code == OpCode.EXTERN_CONVERT_ANY;
  }

  private static SandboxException invalid(String message) {
    return new SandboxException(SandboxException.Code.INVALID_PROGRAM, message);
  }
}
