package io.plimsoll.web;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One server for all tests of a class; each test has a run of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WebTestCase {
  Path folder;
  Stand it;

  @BeforeAll
  void open(@TempDir Path home) {
    folder = home;
    it = new Stand(folder).withPeople();
  }

  @AfterAll
  void close() {
    it.close();
  }
}
