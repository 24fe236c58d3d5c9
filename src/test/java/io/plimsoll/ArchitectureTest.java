package io.plimsoll;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import io.plimsoll.common.Guards;
import io.plimsoll.people.Caller;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The package table: who may import whom, and where each library lives. */
@AnalyzeClasses(packages = "io.plimsoll", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.plimsoll.";

  /** Package, then what it may import. {@code app} may import all. */
  static final Map<String, String> TABLE =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("common", ""),
              Map.entry("plan", "common"),
              Map.entry("run", "plan common"),
              Map.entry("store", "plan common"),
              Map.entry("store.jdbc", "store plan common"),
              Map.entry("store.postgres", "store store.jdbc plan common"),
              Map.entry("store.files", "store plan common"),
              Map.entry("route", "store plan common"),
              Map.entry("capture", "store plan common"),
              Map.entry("transfer", "store run plan common"),
              Map.entry("shard", "transfer capture store route run plan common"),
              Map.entry("audit", "run common"),
              Map.entry("gate", "run plan common"),
              Map.entry("stage", "shard transfer capture store route gate run plan common"),
              Map.entry("report", "gate transfer store run plan common"),
              Map.entry("people", "common"),
              Map.entry("control", "people transfer store gate audit run plan common"),
              Map.entry("engine", "stage shard transfer store route gate people run plan common"),
              Map.entry("metrics", "engine transfer store run common"),
              Map.entry("web", "engine people report gate audit run plan common"),
              Map.entry("sidekick", ""),
              Map.entry(
                  "cli",
                  "engine people report gate transfer store audit run plan common sidekick")));

  /** Library, then the packages that may use it; {@code app} wires and may use none of them. */
  private static final Map<String, List<String>> HOMES =
      Map.ofEntries(
          Map.entry("org.quartz..", List.of("engine")),
          Map.entry("org.erdtman.jcs..", List.of("common")),
          Map.entry("com.networknt..", List.of("plan")),
          Map.entry("tools.jackson.dataformat.yaml..", List.of("plan")),
          Map.entry("liquibase..", List.of("control")),
          Map.entry("org.jdbi..", List.of("control")),
          Map.entry("com.zaxxer.hikari..", List.of("control", "store.jdbc", "store.postgres")),
          Map.entry(
              "java.sql..",
              List.of("control", "store.jdbc", "store.postgres", "sidekick", "route", "app.demo")),
          Map.entry(
              "org.postgresql..",
              List.of("store.jdbc", "store.postgres", "sidekick", "route", "app.demo")),
          Map.entry(
              "com.github.luben.zstd..",
              List.of("store.files", "store.postgres", "store.jdbc", "transfer")),
          Map.entry(
              "com.dynatrace.hash4j..",
              List.of("store.files", "store.postgres", "store.jdbc", "transfer")),
          Map.entry("org.apache.commons.io..", List.of("store.files", "report")),
          Map.entry("io.micrometer..", List.of("metrics")),
          Map.entry("io.javalin..", List.of("web")),
          Map.entry("org.eclipse.jetty..", List.of("web")),
          Map.entry("jakarta.servlet..", List.of("web")),
          Map.entry("org.bouncycastle..", List.of("people")),
          Map.entry("com.nimbusds..", List.of("people")),
          Map.entry("picocli..", List.of("cli")),
          Map.entry("me.tongfei.progressbar..", List.of("cli")),
          Map.entry("io.zonky..", List.of("app.demo")));

  @ArchTest
  static void importsOnlyWhatTheTableLists(JavaClasses code) {
    TABLE.forEach(
        (room, allowed) -> {
          Set<String> mayImport = new TreeSet<>(Arrays.asList(allowed.split(" ")));
          mayImport.add(room);
          List<String> broken =
              code.stream()
                  .filter(c -> roomOf(c).equals(room))
                  .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                  .filter(d -> d.getTargetClass().getPackageName().startsWith("io.plimsoll"))
                  .filter(d -> !mayImport.contains(roomOf(d.getTargetClass())))
                  .map(
                      d ->
                          d.getOriginClass().getSimpleName() + " → " + d.getTargetClass().getName())
                  .distinct()
                  .sorted()
                  .toList();
          assertThat(broken).as("imports of %s beyond the table", room).isEmpty();
        });
  }

  @ArchTest
  static void everyPackageHasItsRow(JavaClasses code) {
    Set<String> rooms =
        code.stream().map(ArchitectureTest::roomOf).collect(Collectors.toCollection(TreeSet::new));
    rooms.removeIf(room -> room.startsWith("app"));
    assertThat(TABLE.keySet()).containsAll(rooms);
  }

  /** Since code imports only what the table lists, a table without a circle means code without. */
  @ArchTest
  static void packagesFormNoCycle(JavaClasses code) {
    var left = new TreeMap<>(TABLE);
    boolean shrinks = true;
    while (shrinks) {
      shrinks =
          left.entrySet()
              .removeIf(
                  row -> Arrays.stream(row.getValue().split(" ")).noneMatch(left::containsKey));
    }
    assertThat(left).as("rooms that import each other in a circle").isEmpty();
  }

  @ArchTest
  static void eachLibraryStaysAtHome(JavaClasses code) {
    HOMES.forEach(
        (library, homes) ->
            noClasses()
                .that(livesOutside(homes))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(code));
  }

  @ArchTest
  static void onlyTheCommandLinePrints(JavaClasses code) {
    noClasses()
        .that(livesOutside(List.of("cli", "app", "app.demo")))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(code);
  }

  @ArchTest
  static void onlyAppChoosesTheGuardsAndTakesAll(JavaClasses code) {
    noClasses()
        .should()
        .callConstructor(Guards.class, Set.class)
        .allowEmptyShould(true)
        .check(
            code.that(
                new DescribedPredicate<>("are not Guards itself") {
                  @Override
                  public boolean test(JavaClass type) {
                    return !type.isEquivalentTo(Guards.class);
                  }
                }));
  }

  @ArchTest
  static void onlyPeopleSaysWhoIsCalling(JavaClasses code) {
    noClasses()
        .that(livesOutside(List.of("people")))
        .should()
        .callConstructorWhere(
            new DescribedPredicate<>("a Caller is made") {
              @Override
              public boolean test(JavaConstructorCall call) {
                return call.getTargetOwner().isEquivalentTo(Caller.class);
              }
            })
        .check(code);
  }

  @ArchTest
  static void nobodyIsNamedAfterWhatItIsMadeOf(JavaClasses code) {
    classes()
        .should()
        .haveSimpleNameNotEndingWith("Impl")
        .andShould()
        .haveSimpleNameNotEndingWith("Manager")
        .andShould()
        .haveSimpleNameNotEndingWith("Helper")
        .andShould()
        .haveSimpleNameNotEndingWith("Util")
        .andShould()
        .haveSimpleNameNotEndingWith("Utils")
        .check(code);
  }

  private static DescribedPredicate<JavaClass> livesOutside(List<String> homes) {
    return new DescribedPredicate<>("live outside " + homes) {
      @Override
      public boolean test(JavaClass type) {
        return !homes.contains(roomOf(type));
      }
    };
  }

  /** The longest row name that holds the class: {@code store.postgres} before {@code store}. */
  private static String roomOf(JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith(ROOT)) {
      return "";
    }
    String inside = name.substring(ROOT.length());
    return Stream.concat(TABLE.keySet().stream(), Stream.of("app", "app.demo"))
        .filter(room -> inside.equals(room) || inside.startsWith(room + "."))
        .max((a, b) -> Integer.compare(a.length(), b.length()))
        .orElse(inside);
  }
}
