package io.plimsoll.people;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One installation per test. */
abstract class PeopleTestCase {
  @TempDir Path home;
  TestPeople it;

  @BeforeEach
  void install() {
    it = new TestPeople(home);
  }

  @AfterEach
  void remove() {
    it.close();
  }
}
