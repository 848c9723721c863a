package dev.hearth.sandbox.wasm;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.Export;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.Import;
import dev.hearth.sandbox.SandboxException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A module as bytecode of the Java virtual machine, made once for all sandboxes of all functions
 * with the same code.
 *
 * @param start the function its start section names, which runs where we say; −1 if none
 * @param exports its functions' numbers
 * @param imports names of what it wants, by module
 */
record Compiled(
    WasmModule module,
    Function<Instance, Machine> machines,
    int start,
    Map<String, Integer> exports,
    Map<String, Set<String>> imports) {

  /**
   * Reads, checks and compiles a module.
   *
   * @throws SandboxException saying what is wrong with it
   */
  static Compiled of(byte[] code) {
    var sections = new Sections(code);
    int start = sections.start();
    WasmModule module = read(sections);
    return new Compiled(module, machines(module), start, exports(module), imports(module));
  }

  /**
   * Reads and checks a module.
   *
   * @throws SandboxException saying what is wrong with it
   */
  static WasmModule read(Sections sections) {
    WasmModule module;
    try {
      module = Parser.parse(sections.withoutStart());
    } catch (ChicoryException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw invalid("it is no valid WebAssembly module: " + e.getMessage(), e);
    }
    ModuleCheck.check(module);
    return module;
  }

  private static Function<Instance, Machine> machines(WasmModule module) {
    try {
      return MachineFactoryCompiler.builder(module)
          .withInterpreterFallback(InterpreterFallback.SILENT)
          .compile();
    } catch (RuntimeException | LinkageError e) {
      throw invalid("it cannot be compiled: " + e.getMessage(), e);
    }
  }

  private static Map<String, Integer> exports(WasmModule module) {
    var functions = new HashMap<String, Integer>();
    for (int i = 0; i < module.exportSection().exportCount(); i++) {
      Export export = module.exportSection().getExport(i);
      if (export.exportType() == ExternalType.FUNCTION) {
        functions.put(export.name(), export.index());
      }
    }
    return functions;
  }

  private static Map<String, Set<String>> imports(WasmModule module) {
    var names = new HashMap<String, Set<String>>();
    for (int i = 0; i < module.importSection().importCount(); i++) {
      Import wanted = module.importSection().getImport(i);
      names.computeIfAbsent(wanted.module(), absent -> new HashSet<>()).add(wanted.name());
    }
    return names;
  }

  /** The type of a function. */
  FunctionType type(int index) {
    int imported = module.importSection().count(ExternalType.FUNCTION);
    if (index >= imported) {
      return module.functionSection().getFunctionType(index - imported, module.typeSection());
    }
    int seen = 0;
    for (int i = 0; i < module.importSection().importCount(); i++) {
      if (module.importSection().getImport(i) instanceof FunctionImport function
          && seen++ == index) {
        return module.typeSection().getType(function.typeIndex());
      }
    }
    throw new IllegalStateException("no function " + index);
  }

  boolean readsEnvironment() {
    return imports.getOrDefault(Wasi.MODULE, Set.of()).contains("environ_get");
  }

  /** The exported functions, for messages. */
  String exported() {
    return String.join(", ", new TreeSet<>(exports.keySet()));
  }

  private static SandboxException invalid(String message, Throwable cause) {
    return new SandboxException(SandboxException.Code.INVALID_PROGRAM, message, cause);
  }
}
