package dev.gridpulse.query;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rules of the module's README. */
class ModuleRulesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.gridpulse.query");

  @Test
  void theInnerCodeKnowsNoFramework() {
    noClasses()
        .that()
        .resideInAnyPackage("..range", "..store")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.micronaut..", "jakarta..", "com.fasterxml..", "..http", "..security")
        .check(CLASSES);
  }

  @Test
  void timeArithmeticKnowsNoDatabase() {
    noClasses()
        .that()
        .resideInAPackage("..range")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer..", "..store")
        .check(CLASSES);
  }

  @Test
  void onlyTheStoreTalksToTheDatabase() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..store")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.zaxxer..", "org.postgresql..")
        .check(CLASSES);
  }

  @Test
  void theLiveFeedKnowsNeitherHttpNorTheDatabase() {
    noClasses()
        .that()
        .resideInAPackage("..live")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.micronaut..", "io.netty..", "java.sql..", "..http", "..store", "..security")
        .check(CLASSES);
  }
}
