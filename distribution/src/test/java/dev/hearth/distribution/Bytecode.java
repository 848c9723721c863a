package dev.hearth.distribution;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The compiled classes that the rules are about. */
final class Bytecode {

  private static final JavaClasses PRODUCTION =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.hearth");

  private Bytecode() {}

  /** Everything Hearth ships, as this module sees it: class folders or jars. */
  static JavaClasses production() {
    return PRODUCTION;
  }

  static JavaClasses of(Class<?>... classes) {
    return new ClassFileImporter().importClasses(classes);
  }
}
